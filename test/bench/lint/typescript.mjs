// TypeScript's own suggestions, among them what is deprecated: as the editor asks its language service for them.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [packages = '', folder = ''] = process.argv.slice(2);
const ts = createRequire(join(packages, 'index.js'))('typescript');
/** `'{0}' is deprecated.` and its like. */
const DEPRECATED = new Set([6385, 6387]);

const options = {
  allowJs: true,
  checkJs: true,
  noEmit: true,
  strict: true,
  types: ['node'],
  typeRoots: [join(packages, '@types')],
};
const texts = new Map();
let version = 0;

const service = ts.createLanguageService({
  getCompilationSettings: () => ({ ...options, module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 }),
  getScriptFileNames: () => [...texts.keys()],
  getScriptVersion: (/** @type {string} */ file) => (texts.has(file) ? String(version) : '0'),
  getScriptSnapshot(/** @type {string} */ file) {
    const text = texts.get(file) ?? ts.sys.readFile(file);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => folder,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: ts.sys.fileExists,
  readFile: ts.sys.readFile,
  readDirectory: ts.sys.readDirectory,
  directoryExists: ts.sys.directoryExists,
  getDirectories: ts.sys.getDirectories,
});

process.on('message', ({ file, text }) => {
  const path = join(folder, file);
  texts.set(path, text);
  version++;
  const from = performance.now();
  const suggestions = service.getSuggestionDiagnostics(path);
  const ms = performance.now() - from;
  process.send?.({
    ms,
    found: suggestions.filter((/** @type {{code: number}} */ { code }) => DEPRECATED.has(code)).length,
  });
});
process.send?.({ ms: 0, found: 0 });

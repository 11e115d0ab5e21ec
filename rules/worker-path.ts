import { replace } from './fixes/edits';
import { importExport } from './fixes/imports';
import { moduleSystemOf } from './fixes/module-system';
import type { Change, Edit, Report, Rule, RuleContext, Severity } from './rule';
import { type Node, type NodeOf, unwrap } from './source/nodes';
import { mayBeCode, placeByFile } from './values/file-places';
import { keyOf, memberName } from './values/keys';
import { isModule } from './values/value';

/** How a file is handed to Node: a thread takes URLs too, and no bare names. */
type User = 'thread' | 'cluster';

/** A text that names a file, where it is written. */
interface Written {
  readonly node: Node;
  /** Of a template, what stands before its first expression. */
  readonly text: string;
  readonly isWhole: boolean;
}

const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  js: ['ts', 'tsx', 'jsx'],
  mjs: ['mts'],
  cjs: ['cts'],
};
/** What a path without an ending is tried with. */
const TRIED = ['.js', '.cjs', '.mjs', '.json', '.node', '.ts', '.cts', '.mts', '/index.js', '/index.ts'];
/** Folders and files that are made by a build, and need not be there yet. */
const BUILT =
  /(^|[/._-])(\.\w+|build|built|bundles?|dist|es|esm|generated|lib|min|node_modules|out|output|target|tmp)([/._-]|$)/i;
/** What is said to be missing is there to fail. */
const MEANT = /(absent|bad|invalid|missing|no-?such|non-?exist|not-?(exist|found|there)|unknown|wrong)/i;
/** What runs TypeScript in a thread, or makes JavaScript of it under another name. */
const LOADERS =
  /^(@swc\/|@?babel|@rspack\/|bun|esbuild|jest|jiti|parcel|rollup|sucrase|swc|ts-jest|ts-node|tsdx|tsm|tsup|tsx|unbuild|vite|webpack)/;
const FILE_CALLS = new Set(['access', 'accessSync', 'existsSync', 'stat', 'statSync', 'writeFile', 'writeFileSync']);

/** A path that is looked for in the working directory; or one that no file is at. */
export const workerPath: Rule = {
  name: 'worker-path',
  severity: 'warning',
  description: 'The file of a thread or worker is looked for in the working directory, or is not there',
  hasFixes: true,
  check,
};

function* check(context: RuleContext): Generator<Report> {
  const { references } = context;
  for (const { callee, arguments: args } of references.callsOf('worker_threads', 'Worker')) {
    const [file, options] = args;
    if (!file || references.valueOf(callee).kind === 'class' || mayBeCode(options, references.evaluator)) continue;
    const report = threadReport(file, options, context);
    if (report) yield report;
  }
  for (const name of ['setupPrimary', 'setupMaster']) {
    for (const { arguments: args } of references.callsOf('cluster', name)) yield* settingsReports(args[0], context);
  }
}

function threadReport(file: Node, options: Node | undefined, context: RuleContext): Report | undefined {
  const urlText = fileUrlReport(file, context);
  if (urlText) return urlText;
  const path = placeByFile(file, context.references.evaluator);
  if (path !== undefined) return missingReport(file, path, context) ?? typeScriptReport(file, path, options, context);
  const written = writtenAt(file, context);
  if (!written) return undefined;
  return textReport(written, 'thread', context) ?? typeScriptReport(written.node, written.text, options, context);
}

/** `setupPrimary({ exec })`, where no `cwd` says where to look. */
function* settingsReports(settings: Node | undefined, context: RuleContext): Generator<Report> {
  const { evaluator } = context.references;
  if (settings?.type !== 'ObjectExpression') return;
  const isOpen = settings.properties.some(
    (property) => property.type === 'SpreadElement' || keyOf(property, evaluator) === 'cwd',
  );
  const exec = settings.properties.find(
    (property) => property.type === 'Property' && keyOf(property, evaluator) === 'exec',
  );
  if (isOpen || exec?.type !== 'Property') return;
  const written = writtenAt(exec.value, context);
  const report = written && textReport(written, 'cluster', context);
  if (report) yield report;
}

/** The text in place, or that of a constant which is only used here. */
function writtenAt(expression: Node, { source }: RuleContext): Written | undefined {
  const node = unwrap(expression);
  if (node.type === 'Literal' && typeof node.value === 'string') return { node, text: node.value, isWhole: true };
  if (node.type === 'TemplateLiteral') {
    const text = node.quasis[0]!.value.cooked ?? '';
    return { node, text, isWhole: node.expressions.length === 0 };
  }
  if (node.type !== 'Identifier') return undefined;
  const variable = source.referenceAt(node)?.resolved;
  const [definition] = variable?.defs ?? [];
  const isAlone =
    variable?.defs.length === 1 && variable.references.every(({ init, identifier }) => init || identifier === node);
  if (!isAlone || definition?.node.type !== 'VariableDeclarator' || definition.node.id.type !== 'Identifier')
    return undefined;
  const init = definition.node.init && unwrap(definition.node.init);
  const isText = init?.type === 'Literal' && typeof init.value === 'string';
  return isText ? { node: init, text: String(init.value), isWhole: true } : undefined;
}

function textReport(written: Written, user: User, context: RuleContext): Report | undefined {
  const { node, text } = written;
  if (text === '' || isElsewhere(text)) return undefined;
  if (!/^\.\.?[\\/]/.test(text) && user === 'thread') return written.isWhole ? bareReport(written, context) : undefined;
  if (changesDirectory(context)) return undefined;
  const isModuleFile = moduleSystemOf(context.source, context.surroundings) === 'module';
  return {
    node,
    message: `This path is looked for in the working directory, not beside this file: build it from ${isModuleFile ? 'import.meta.url' : '__dirname'}.`,
    ...changesFor(written, user, context),
  };
}

/** An absolute path, or a URL. */
function isElsewhere(text: string): boolean {
  return /^([\\/]|[a-z][a-z+.-]*:)/i.test(text);
}

function bareReport(written: Written, context: RuleContext): Report {
  return {
    node: written.node,
    severity: 'error',
    message: "This throws: the path of a thread has to be absolute, or to start with './' or '../'.",
    ...changesFor(written, 'thread', context),
  };
}

/** `new Worker(import.meta.url)`: the text of a URL is no path. */
function fileUrlReport(file: Node, { references: { evaluator }, source }: RuleContext): Report | undefined {
  const node = unwrap(file);
  const isText = node.type === 'Literal' && typeof node.value === 'string' && node.value.startsWith('file:');
  if (!isText && !isOwnUrl(node, evaluator)) return undefined;
  const title = 'Make it a URL';
  return {
    node,
    severity: 'error',
    message: 'This throws: the text of a URL is no path for a thread, so hand it over as a URL object.',
    fix: { title, edits: [replace(node, `new URL(${source.textOf(node)})`)] },
  };
}

/** `import.meta.url`, `import.meta.resolve('./x.js')`, `new URL('./x.js', import.meta.url).href`. */
function isOwnUrl(node: Node, evaluator: RuleContext['references']['evaluator']): boolean {
  const member = node.type === 'CallExpression' ? unwrap(node.callee) : node;
  if (member.type !== 'MemberExpression') return false;
  const name = memberName(member, evaluator);
  const isOfMeta = unwrap(member.object).type === 'MetaProperty';
  if (node.type === 'CallExpression') return isOfMeta && name === 'resolve';
  if (isOfMeta) return name === 'url';
  return name === 'href' && placeByFile(member.object, evaluator) !== undefined;
}

function missingReport(node: Node, path: string, context: RuleContext): Report | undefined {
  const { fileExists } = context.surroundings;
  // What runs is compiled to another folder, or has its loader put something there.
  const isSource = !/\.[cm]?js$/.test(context.source.fileName);
  if (!fileExists || isSource || path === '' || BUILT.test(path) || MEANT.test(path)) return undefined;
  if (looksAtFiles(context) || candidates(path).some((candidate) => context.surroundings.fileExists?.(candidate)))
    return undefined;
  const severity: Severity = 'error';
  return { node, severity, message: `There is no file ${path} beside this one: the thread fails to start.` };
}

function candidates(path: string): string[] {
  const [, stem, ending = ''] = /^(.*?)(?:\.(\w+))?$/s.exec(path) ?? [];
  return [path, ...(ENDINGS[ending] ?? []).map((other) => `${stem}.${other}`), ...TRIED.map((ending) => path + ending)];
}

/** TypeScript runs by itself since Node.js 22.18. */
function typeScriptReport(
  node: Node,
  path: string,
  options: Node | undefined,
  { allowsNodeBefore, surroundings: { manifest }, references: { evaluator } }: RuleContext,
): Report | undefined {
  if (!/[^.]\.[cm]?ts$/.test(path) || !manifest || !allowsNodeBefore('22.18.0')) return undefined;
  if ([...manifest.dependencies].some((name) => LOADERS.test(name))) return undefined;
  const value = options && evaluator.valueOf(options);
  const mayLoad =
    value !== undefined &&
    (value.kind !== 'object' ||
      value.node.properties.some(
        (property) => property.type === 'SpreadElement' || /^(env|execArgv)$/.test(keyOf(property, evaluator) ?? ''),
      ));
  if (mayLoad) return undefined;
  return {
    node,
    message: "The package's engines let in Node.js before 22.18, which cannot run TypeScript: name the compiled file.",
  };
}

/** Whether the file looks for files itself, or makes them. */
function looksAtFiles({ references: { evaluator } }: RuleContext): boolean {
  return [...FILE_CALLS].some((name) => evaluator.callsNamed(name).length > 0);
}

function changesDirectory({ references: { evaluator } }: RuleContext): boolean {
  return evaluator.callsNamed('chdir').length > 0;
}

/** A fix where the file stands beside this one; where that is not known, a suggestion. */
function changesFor(written: Written, user: User, context: RuleContext): Pick<Report, 'fix' | 'suggestions'> {
  const { fileExists } = context.surroundings;
  const isBeside =
    written.isWhole && fileExists && candidates(written.text).some((path) => context.surroundings.fileExists?.(path));
  if (fileExists && written.isWhole && !isBeside) return {};
  const change = changeFor(written, user, context);
  if (!change) return {};
  return isBeside ? { fix: change } : { suggestions: [change] };
}

function changeFor({ node, text }: Written, user: User, context: RuleContext): Change | null {
  const { source, surroundings, references } = context;
  const quoted = source.textOf(node);
  const relative = /^\.\.?[\\/]/.test(text) ? quoted : `${quoted.charAt(0)}./${quoted.slice(1)}`;
  const title = 'Look for it beside this file';
  switch (moduleSystemOf(source, surroundings)) {
    case 'module': {
      const url = `new URL(${relative}, import.meta.url)`;
      if (user === 'thread') return { title, edits: [replace(node, url)] };
      const imported = importExport('url', 'fileURLToPath', node, references);
      return imported && { title, edits: [...imported.edits, replace(node, `${imported.text}(${url})`)] };
    }
    case 'commonjs':
      return { title, edits: [besideInCommonJs(node, relative, context)] };
    default:
      return null;
  }
}

function besideInCommonJs(node: Node, relative: string, context: RuleContext): Edit {
  const path = nameOfPath(context);
  const plain = relative.replace(/^(.)\.[\\/]/, '$1');
  return replace(node, path ? `${path}.join(__dirname, ${plain})` : `require.resolve(${relative})`);
}

/** What the file calls the module `path`. */
function nameOfPath({ source, references: { evaluator } }: RuleContext): string | undefined {
  const names: Node[] = [
    ...source.nodes.ofType('ImportDefaultSpecifier').map(({ local }) => local),
    ...source.nodes.ofType('ImportNamespaceSpecifier').map(({ local }) => local),
    ...source.program.body.flatMap((statement) =>
      statement.type === 'VariableDeclaration' ? statement.declarations.map(({ id }) => id) : [],
    ),
  ];
  const found = names.find(
    (name): name is NodeOf<'Identifier'> =>
      name.type === 'Identifier' && isModule(evaluator.valueBoundTo(name), 'path'),
  );
  const isHidden = found && source.scopes.filter(({ set }) => set.has(found.name)).length > 1;
  return isHidden ? undefined : found?.name;
}

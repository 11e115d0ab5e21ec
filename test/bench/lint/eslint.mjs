// eslint with `@typescript-eslint/no-deprecated`, which needs types: as its editor extension runs it.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [packages = '', folder = ''] = process.argv.slice(2);
const load = createRequire(join(packages, 'index.js'));
const { ESLint } = load('eslint');

const eslint = new ESLint({
  cwd: folder,
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.js'],
      languageOptions: {
        parser: load('@typescript-eslint/parser'),
        parserOptions: { projectService: true, tsconfigRootDir: folder },
      },
      plugins: { '@typescript-eslint': load('@typescript-eslint/eslint-plugin') },
      rules: { '@typescript-eslint/no-deprecated': 'warn' },
    },
  ],
});

process.on('message', async ({ file, text }) => {
  const from = performance.now();
  const [result] = await eslint.lintText(text, { filePath: join(folder, file) });
  const ms = performance.now() - from;
  const broken = result.messages.find((/** @type {{fatal?: boolean}} */ { fatal }) => fatal);
  if (broken) throw new Error(broken.message);
  process.send?.({ ms, found: result.messages.length });
});
process.send?.({ ms: 0, found: 0 });

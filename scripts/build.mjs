// Bundles every process of Worker Lens into dist/. See docs/architecture.md for which folder becomes which bundle.
import { cp, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { AGENT_BUNDLE, ASKED_BUNDLE } from './lib/agent-bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
  // Less to read at each start; names stay, for the stack traces in logs.
  minifyWhitespace: true,
  minifySyntax: true,
  // `ws` tries these native helpers and does without them; they are not shipped.
  external: ['vscode', 'bufferutil', 'utf-8-validate'],
};

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  { ...common, ...AGENT_BUNDLE, outfile: 'dist/agent.cjs' },
  { ...common, ...ASKED_BUNDLE, outfile: 'dist/agent-asked.cjs' },
  { ...common, entryPoints: ['hub/hub.ts'], outfile: 'dist/hub.js' },
  { ...common, entryPoints: ['hub/source-map-thread.ts'], outfile: 'dist/source-maps.js' },
  { ...common, entryPoints: ['adapter/stdio.ts'], outfile: 'dist/adapter.js' },
  { ...common, entryPoints: ['extension/extension.ts'], outfile: 'dist/extension.js' },
  { ...common, entryPoints: ['viewer/trace/trace-thread.ts'], outfile: 'dist/trace.js' },
  { ...common, entryPoints: ['language-server/server.ts'], outfile: 'dist/server.js' },
  { ...common, entryPoints: ['language-server/lint-thread.ts'], outfile: 'dist/lint-thread.js' },
  { ...common, entryPoints: ['cli/cli.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
];

/**
 * The timeline, for the browser that a webview is: `timeline.js`, `timeline.css` and the font of the icons.
 * @type {import('esbuild').BuildOptions}
 */
const webview = {
  ...common,
  entryPoints: ['media/timeline.ts'],
  outfile: 'dist/timeline.js',
  platform: 'browser',
  format: 'iife',
  target: 'chrome128',
  external: [],
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
};
bundles.push(webview);

await rm(new URL('../dist', import.meta.url), { recursive: true, force: true });
await mkdir(new URL('../dist', import.meta.url));
await cp(new URL('../runtime-agent/stub.cjs', import.meta.url), new URL('../dist/stub.cjs', import.meta.url));
if (watch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  await Promise.all(bundles.map((options) => build(options)));
}

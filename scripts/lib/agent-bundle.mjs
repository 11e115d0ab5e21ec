// How the agent is bundled: used by the build and by the tests that run it.

/** @type {import('esbuild').BuildOptions} */
export const AGENT_BUNDLE = {
  entryPoints: ['runtime-agent/agent.ts'],
  inject: ['runtime-agent/intrinsics.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // It runs inside the user's program: Node 18 and later, no source map (one would be looked up for each stack).
  target: 'node18',
  sourcemap: false,
  // It is read and compiled at each start. What stands in a user's stack traces are methods, whose names stay.
  minify: true,
  legalComments: 'none',
  // Stack traces then name the agent's frames `worker-lens`, not a path in VS Code's storage.
  footer: { js: '//# sourceURL=worker-lens' },
};

/** What is loaded once somebody asks; what it shares with the agent it is handed. See runtime-agent/asked-loader.ts. */
export const ASKED_BUNDLE = {
  ...AGENT_BUNDLE,
  entryPoints: ['runtime-agent/asked.ts'],
  inject: ['runtime-agent/shared-intrinsics.ts'],
  external: ['intrinsics', 'originals', 'patch', 'records', 'safely', 'self', 'settings', 'shape', 'site'].map(
    (name) => `*/${name}`,
  ),
};

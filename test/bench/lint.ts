// How long hints take: beside eslint and TypeScript on the same file, and for a workspace of 1,000 files in the real server.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { build } from 'esbuild';
import { ensureLintPeers, ROOT } from '../../scripts/lib/ensure.mjs';
import type { Finding } from './lib/report';
import { inTurn, paired } from './lib/rounds';
import { type Estimate, estimate, median } from './lib/statistics';
import { Peer } from './lint/peer';
import { ServerUnderTest } from './lint/server';

const FILE = path.join(ROOT, 'test/fixtures/bench/lint/cluster.js');
const LINES = 200;
const FILES = 1_000;
/** Checks of one round: their median counts. */
const CHECKS = 5;
/** Checks before the first round, which make compilers warm. */
const WARM_UP = 30;

const MB = 1024 * 1024;
const GOAL_MS = 10;
const GOAL_OF_ESLINT = 0.1;
const GOAL_WORKSPACE = 3;
const GOAL_MEMORY = 150;

type Name = 'ours' | 'eslint' | 'typescript';

export async function measureLint(rounds: number, progress: (text: string) => void): Promise<Finding[]> {
  const packages = await ensureLintPeers();
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'wl-bench-lint-')));
  try {
    const times = await besidePeers(folder, packages, rounds, progress);
    progress(`a workspace of ${FILES} files`);
    return [...findingsOf(times), ...(await workspace(folder, rounds, progress))];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function besidePeers(
  folder: string,
  packages: string,
  rounds: number,
  progress: (text: string) => void,
): Promise<Record<Name, number[]>> {
  const compilerOptions = {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: true,
    module: 'commonjs',
    target: 'es2022',
  };
  const types = { types: ['node'], typeRoots: [path.join(packages, '@types')], ignoreDeprecations: '6.0' };
  const config = { compilerOptions: { ...compilerOptions, ...types }, include: ['*.js'] };
  fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  fs.copyFileSync(FILE, path.join(folder, 'cluster.js'));
  const script = (name: string) => path.join(ROOT, 'test/bench/lint', name);
  const peers: Record<Name, Peer> = {
    ours: await Peer.start(await bundled('test/bench/lint/ours.ts', folder), []),
    eslint: await Peer.start(script('eslint.mjs'), [packages, folder]),
    typescript: await Peer.start(script('typescript.mjs'), [packages, folder]),
  };
  try {
    const variants = Object.fromEntries(
      Object.entries(peers).map(([name, peer]) => [name, () => oneRound(peer)]),
    ) as Record<Name, () => Promise<number>>;
    for (const peer of Object.values(peers)) for (let times = 0; times < WARM_UP; times += CHECKS) await oneRound(peer);
    return await inTurn(variants, rounds, (round) => progress(`round ${round + 1} of ${rounds}`));
  } finally {
    await Promise.all(Object.values(peers).map((peer) => peer.stop()));
  }
}

let edits = 0;

/** The median of some checks, in ms, each of a text that was never seen before, as while a person types. */
async function oneRound(peer: Peer): Promise<number> {
  const text = fs.readFileSync(FILE, 'utf8');
  const times: number[] = [];
  for (let check = 0; check < CHECKS; check++) {
    const { ms, found } = await peer.check({ file: 'cluster.js', text: `${text}// ${edits++}\n` });
    if (found === 0) throw new Error('A checker found nothing.');
    times.push(ms);
  }
  return median(times);
}

function findingsOf({ ours, eslint, typescript }: Record<Name, number[]>): Finding[] {
  const ofEslint = estimate(paired(ours, eslint, (a, b) => a / b));
  const ofTypescript = estimate(paired(ours, typescript, (a, b) => a / b));
  return [
    finding(`a file of ${LINES} lines, warm`, 'ms', estimate(ours), GOAL_MS),
    finding('eslint with `@typescript-eslint/no-deprecated`', 'ms', estimate(eslint), null),
    finding('TypeScript’s suggestions', 'ms', estimate(typescript), null),
    finding('ours against eslint', 'of it', ofEslint, GOAL_OF_ESLINT),
    finding('ours against TypeScript', 'of it', ofTypescript, null),
  ];
}

function finding(what: string, unit: string, value: Estimate, goal: number | null): Finding {
  return { what, node: process.versions.node, unit, value, goal };
}

/** A workspace made of the samples, over and over; a fresh server each round. */
async function workspace(folder: string, rounds: number, progress: (text: string) => void): Promise<Finding[]> {
  const root = path.join(folder, 'workspace');
  fillWorkspace(root);
  const all: number[] = [];
  const opened: number[] = [];
  const memory: number[] = [];
  for (let round = 0; round < Math.min(rounds, WORKSPACE_ROUNDS); round++) {
    progress(`workspace, round ${round + 1}`);
    const server = await ServerUnderTest.start(root);
    try {
      all.push((await timed(() => server.fixAll())) / 1000);
      opened.push((await timed(() => server.openEach(filesOf(root)))) / 1000);
      memory.push(server.memory / MB);
    } finally {
      await server.stop();
    }
  }
  return [
    finding(
      `${FILES} files of a workspace, looked through for fixes by a server just started`,
      's',
      estimate(all),
      GOAL_WORKSPACE,
    ),
    finding(
      `${FILES} files opened, checked and closed in the editor, one after the other`,
      's',
      estimate(opened),
      null,
    ),
    finding('resident memory of the server after that', 'MB', estimate(memory), GOAL_MEMORY),
  ];
}

/** Each starts a server and reads all files twice. */
const WORKSPACE_ROUNDS = 10;

function fillWorkspace(root: string): void {
  const samples = filesOf(path.join(ROOT, 'samples')).map((file) => fs.readFileSync(file, 'utf8'));
  for (let index = 0; index < FILES; index++) {
    const file = path.join(root, `part-${index % 20}`, `${index}.js`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `// ${index}\n${samples[index % samples.length]}`);
  }
  fs.writeFileSync(path.join(root, 'package.json'), JSON.stringify({ name: 'bench', engines: { node: '>=20' } }));
}

function filesOf(folder: string): string[] {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.js') && !name.includes('node_modules'))
    .map((name) => path.join(folder, name));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

async function bundled(entry: string, folder: string): Promise<string> {
  const outfile = path.join(folder, `${path.basename(entry, '.ts')}.cjs`);
  const options = { bundle: true, platform: 'node', format: 'cjs', target: 'node20' } as const;
  await build({
    ...options,
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    minifyWhitespace: true,
    minifySyntax: true,
  });
  return outfile;
}

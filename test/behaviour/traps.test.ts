// Each way to change a program by watching it, with a program that would tell.
import { describeMatrix, type MatrixOptions } from './support/matrix';
import { withoutOurFrames } from './support/suite';

/** The flags that ask Node to forbid, freeze, trace or report. */
const FLAGS: readonly [flags: string[], options?: MatrixOptions][] = [
  [['--frozen-intrinsics', '--no-warnings']],
  [['--disallow-code-generation-from-strings']],
  [['--trace-warnings', '--pending-deprecation', '--throw-deprecation']],
  [['--trace-exit'], { blur: withoutOurFrames }],
  [['--trace-uncaught', '--unhandled-rejections=strict']],
  [['--disable-proto=throw']],
  [['--disable-proto=delete']],
  [['--stack-trace-limit=0']],
  [['--no-force-async-hooks-checks', '--jitless']],
  [['--zero-fill-buffers', '--random-seed=1']],
  [['--enable-source-maps', '--preserve-symlinks-main']],
];

/** A stack cut at ten frames would lose its last one to ours. */
const DEEP_STACKS: MatrixOptions = { env: { NODE_OPTIONS: '--stack-trace-limit=50' }, blur: withoutOurFrames };

const TRAPS: readonly [trap: string, program: string, options?: MatrixOptions][] = [
  ['a listener of ours', 'listeners.js'],
  ['early messages taken', 'late-listener.js'],
  ['`parentPort` held', 'parent-port.js'],
  ['ports held, or their messages taken', 'ports.js'],
  ['`cluster` loaded early', 'policy.js', { args: ['none'] }],
  ['code run by looking at messages', 'payloads.js'],
  ['keys listed of very many numbers', 'large-data.js'],
  ['`emit` kept from `domain`', 'domains.js'],
  ['a relative or spaced path', 'folders.js'],
  ['the permission model', 'permission.js', { since: 24, flags: ['--permission', '--allow-fs-read=*'] }],
  ['children under the permission model', 'permission-children.js', { since: 20 }],
  ['hooks threads', 'hooks-thread.mjs', { since: 20, flags: ['--no-deprecation'] }],
  ['thread ids shifted', 'thread-ids.js'],
  ['something that keeps the program alive', 'empties.js'],
  ['more than the hub can take at once', 'burst.js', { args: ['x'.repeat(100_000)] }],
  ['threads that throw, or are subclassed', 'worker-class.js'],
  ['workers orphaned', 'orphans.js', { ends: 'SIGKILL', blur: sorted }],
  ['`Atomics.wait` with `receiveMessageOnPort`', 'atomics.js'],
  ['fake timers', 'fake-timers.js'],
  ['time that stands still', 'frozen-time.js'],
  ['asynchronous contexts', 'contexts.js'],
  ['the order of events', 'order.js'],
  ['ways to end', 'exits.js', DEEP_STACKS],
  ['mocked modules', 'mocked.js'],
  ['module loaders', 'loaders.js'],
  ['what is loaded and held', 'builtins.js'],
  ['environments', 'environments.js'],
  ['failures', 'failures.js', DEEP_STACKS],
  ['frozen objects', 'frozen.js', { ends: 4 }],
  ['`toJSON` on prototypes', 'to-json.js'],
  ['other realms', 'realms.js'],
  ['an inspector of its own', 'inspected.js', { flags: ['--inspect=0'], blur: withoutAddresses }],
  ['entry points', 'entries.js'],
  ['wrappers around ours', 'clones.js'],
  ['an `emit` of its own on `cluster`', 'cluster-emit.js'],
];

for (const [trap, program, options] of TRAPS) describeMatrix(`trap: ${trap}`, `traps/${program}`, options);

for (const [flags, options] of FLAGS)
  describeMatrix(`trap: ${flags.join(' ')}`, 'traps/flags.js', { ...options, flags });

function withoutAddresses(text: string): string {
  return text.replace(/ws:\/\/\S+/g, 'ws://');
}

/** Those that live on print in any order. */
function sorted(text: string): string {
  return text.split('\n').sort().join('\n');
}

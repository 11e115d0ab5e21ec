// Starts a hub. It outlives whoever starts it.
import { spawn } from 'node:child_process';
import { VARIABLE } from '../protocol/environment';

/** How to find or start the hub of a rendezvous directory. */
export interface HubOptions {
  /** The rendezvous directory. */
  directory: string;
  /** Path of `dist/hub.js`. */
  hub: string;
  /** Executable that runs it: Node, or an Electron that can be told to be Node. */
  node: string;
  /** How long the hub stays when nobody is connected, in ms; the hub's own default where absent. */
  linger?: number;
}

/** A hub that could not be started or reached; the message is for a person. */
export class HubUnavailableError extends Error {
  /** @param why what the system said is no sentence, and becomes one. */
  constructor(why: string) {
    super(`Worker Lens could not start its hub: ${/[.!?]$/.test(why) ? why : `${why}.`}`);
    this.name = 'HubUnavailableError';
  }
}

/** How long a hub may take to say that it is ready, in ms. */
const READY_DEADLINE = 10_000;

/**
 * Starts a hub, and waits for its one line that says that it, or one that was there before, is ready.
 * @throws HubUnavailableError with what the hub said on stderr.
 */
export async function startHub(options: HubOptions): Promise<void> {
  const linger = options.linger === undefined ? [] : ['--linger', String(options.linger)];
  const child = spawn(options.node, [options.hub, '--directory', options.directory, ...linger], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: hubEnvironment(process.env),
    windowsHide: true,
  });
  try {
    await ready(child);
  } finally {
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  }
}

/** The hub must not come under a lens, nor be changed by options meant for the program. */
function hubEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, [VARIABLE]: _variable, ...rest } = env;
  return { ...rest, ELECTRON_RUN_AS_NODE: '1' };
}

function ready(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    let complaint = '';
    const deadline = setTimeout(() => fail('it did not answer within 10 s.'), READY_DEADLINE);
    const fail = (why: string) => {
      clearTimeout(deadline);
      reject(new HubUnavailableError(why));
    };
    child.stderr?.on('data', (chunk) => {
      complaint += chunk;
    });
    child.stdout?.once('data', () => {
      clearTimeout(deadline);
      resolve();
    });
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => fail(complaint.trim() || `it ended with code ${code} and no word.`));
  });
}

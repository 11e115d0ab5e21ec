// An inspector that SIGUSR1 opened in a process that is blocked, or has no agent to be told, is closed when that becomes possible.

import { type Clock, wait } from '../clock';
import { evaluateAt } from '../debugging/cdp-client';
import { readStat } from '../host/liveness';
import { inspectorUrl, openPortOf } from './inspector-door';

/** Between the end of the hub's socket and the closing, in ms: one closed just as its client goes crashes the process, and this is long enough for a busy machine. */
const SETTLE = 2000;
/** How long the process may take to answer, in ms. */
const ANSWER_DEADLINE = 5000;
/** How often, and for how long, to look for an inspector that opens late, in ms. */
const CHECK = 500;
const LIMIT = 600_000;

const CLOSE = `(() => {
  const inspector = require('node:inspector');
  setTimeout(() => { try { inspector.close(); } catch {} }, ${SETTLE}).unref();
})()`;

/**
 * Has the process close it once its event loop turns, or ends with the process.
 * @param before what it listened on before the signal
 * @param isWanted whether somebody has come to use its inspector meanwhile, who sees to its closing
 */
export async function closeLate(
  pid: number,
  before: ReadonlySet<number> | undefined,
  clock: Clock,
  isWanted = () => false,
): Promise<void> {
  const deadline = clock.now() + LIMIT;
  const start = readStat(pid)?.start;
  while (clock.now() < deadline && readStat(pid)?.start === start && !isWanted()) {
    const port = openPortOf(pid, before);
    const url = port === null ? null : await inspectorUrl(port, clock);
    if (url && (await evaluateAt(url, CLOSE, clock, ANSWER_DEADLINE).catch(() => null))) return;
    await wait(clock, CHECK);
  }
}

// The hub as a debugger itself, for one question to a process: no domain is enabled, nothing is paused.
import type { Clock } from '../clock';
import { type CdpSession, NoAnswerError, withSession } from './cdp-session';

export type Evaluated = { value: unknown } | { error: string };

/**
 * Evaluates an expression in the main context of a process, with `require` in reach, and leaves.
 * @param url `ws://…` of its inspector
 * @param ms how long it may take
 * @throws NoAnswerError, or Error where the inspector is not to be reached
 */
export function evaluateAt(url: string, expression: string, clock: Clock, ms: number): Promise<Evaluated> {
  const deadline = clock.now() + ms;
  return withSession(url, clock, ms, (session) => evaluate(session, expression, deadline - clock.now()));
}

interface Answer {
  result?: { value?: unknown };
  exceptionDetails?: { text: string; exception?: { description?: string } };
}

async function evaluate(session: CdpSession, expression: string, ms: number): Promise<Evaluated> {
  const params = { expression, includeCommandLineAPI: true, returnByValue: true };
  try {
    const { result, exceptionDetails: thrown }: Answer = await session.call('Runtime.evaluate', params, ms);
    if (!thrown) return { value: result?.value };
    return { error: (thrown.exception?.description ?? thrown.text).split('\n', 1)[0]! };
  } catch (error) {
    if (error instanceof NoAnswerError) throw error;
    return { error: (error as Error).message };
  }
}

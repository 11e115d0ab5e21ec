// The environment of a child as Node hands it to the system: a list of `NAME=value`.
import { VARIABLE } from '../protocol/injection';
import { injection } from './hide';
import type { Self } from './self';

const fold = process.platform === 'win32' ? (name: string) => name.toUpperCase() : (name: string) => name;

export interface EnvironmentPatch {
  /** The list as it was, but for what Node itself has added to it since. */
  undo(): void;
}

export function valueIn(pairs: string[], name: string): string | undefined {
  return pairs[indexIn(pairs, name)]?.slice(name.length + 1);
}

/**
 * Puts the lens into a child's environment for the moment of its spawn. Arguments stay as they are: the program
 * reads them in `child.spawnargs`.
 */
export function patchEnvironment(
  pairs: string[],
  self: Self,
  spawn: number,
  args: string[],
  uid: number | null,
): EnvironmentPatch | null {
  const put = injection(self, spawn, valueIn(pairs, 'NODE_OPTIONS'), args, uid);
  if (!put) return null;
  const undo = [
    setPair(pairs, `NODE_OPTIONS=${put.nodeOptions}`, indexIn(pairs, 'NODE_OPTIONS')),
    setPair(pairs, `${VARIABLE}=${put.variable}`, indexIn(pairs, VARIABLE)),
  ];
  return { undo: () => undo.reverse().forEach((each) => void each()) };
}

function setPair(pairs: string[], pair: string, at: number): () => void {
  const before = pairs[at];
  if (before === undefined) {
    pairs.push(pair);
    return () => pairs.splice(pairs.indexOf(pair), 1);
  }
  pairs[at] = pair;
  return () => {
    pairs[at] = before;
  };
}

function indexIn(pairs: string[], name: string): number {
  const start = `${fold(name)}=`;
  return pairs.findIndex((pair) => typeof pair === 'string' && fold(pair.slice(0, start.length)) === start);
}

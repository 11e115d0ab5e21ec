// `attach` of a debug configuration: what a debugger is to be on from its first line.
import * as v from 'valibot';
import type { TargetMatch } from '../protocol/viewer';
import type { LaunchErrors } from './errors';

type Kind = TargetMatch['kinds'][number];

const KINDS: Record<string, Kind[]> = {
  none: [],
  primary: ['primary'],
  workers: ['worker'],
  threads: ['thread'],
  all: ['primary', 'worker', 'child', 'thread'],
};

const Ordinal = v.pipe(v.number(), v.integer(), v.minValue(1));
const Glob = v.pipe(v.string(), v.nonEmpty());

/** Targets by what they are; all that is given must hold. */
const Condition = v.strictObject({
  worker: v.optional(Ordinal),
  slot: v.optional(Ordinal),
  script: v.optional(Glob),
  thread: v.optional(Glob),
});
type Condition = v.InferOutput<typeof Condition>;

/** As a person writes it. */
export type AttachArgument = string | Condition | Condition[];

const WANTED: Record<keyof Condition, string> = {
  worker: 'the id of a worker, a number from 1',
  slot: 'the number of a slot, from 1',
  script: 'a glob such as "**/mail.js"',
  thread: 'a glob on the names of threads',
};
const ANY_WANTED = `one of "${Object.keys(KINDS).join('", "')}", or conditions of "worker", "slot", "script" and "thread"`;

/**
 * What `attach` comes to; nothing where it is not given.
 * @throws LaunchError
 */
export function checkAttach(attach: unknown, errors: LaunchErrors): TargetMatch[] {
  if (attach === undefined) return [];
  if (typeof attach === 'string') return named(attach, errors);
  return (Array.isArray(attach) ? attach : [attach]).map((condition) => toMatch(condition, errors));
}

function named(name: string, errors: LaunchErrors): TargetMatch[] {
  const kinds = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (!kinds) throw wrong(undefined, errors);
  return kinds.length === 0 ? [] : [anyOf(kinds)];
}

function toMatch(value: unknown, errors: LaunchErrors): TargetMatch {
  const parsed = v.safeParse(Condition, value);
  if (!parsed.success) throw wrong(parsed.issues[0].path?.[0]?.key, errors);
  const { worker, slot, script, thread } = parsed.output;
  if (Object.keys(parsed.output).length === 0) throw wrong(undefined, errors);
  const kinds: Kind[] = thread ? ['thread'] : worker || slot ? ['worker'] : (KINDS.all ?? []);
  return { ...anyOf(kinds), worker: worker ?? null, slot: slot ?? null, script: script ?? null, name: thread ?? null };
}

function wrong(key: unknown, errors: LaunchErrors): Error {
  const known = typeof key === 'string' && Object.hasOwn(WANTED, key);
  if (!known) return errors.badArgument('attach', ANY_WANTED);
  return errors.badArgument(`attach.${key}`, WANTED[key as keyof Condition]);
}

/** All targets of these kinds. */
export function anyOf(kinds: Kind[]): TargetMatch {
  return { kinds, maker: null, worker: null, slot: null, script: null, name: null };
}

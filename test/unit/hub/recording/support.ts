// What the tests of recordings share.
import * as fs from 'node:fs';
import type { Line } from '../../../../hub/recording/line-file';
import { Ring, type RingOptions } from '../../../../hub/recording/ring';

export function line(content: object): Line {
  const text = `${JSON.stringify(content)}\n`;
  return { text, bytes: Buffer.byteLength(text) };
}

/** A numbered line of so many bytes. */
export function numbered(number: number, bytes = 100): Line {
  const { text } = line({ type: 'x', number });
  return line({ type: 'x', number, fill: '.'.repeat(Math.max(0, bytes - text.length - 10)) });
}

export function numbersIn(text: string): number[] {
  return parse(text).flatMap((each) => (each.type === 'x' ? [each.number as number] : []));
}

/** @throws where a line is not whole */
export function parse(text: string): Record<string, unknown>[] {
  if (text.length > 0 && !text.endsWith('\n')) throw new Error('The last line has no end.');
  return text
    .split('\n')
    .slice(0, -1)
    .map((each) => JSON.parse(each));
}

export interface TestRing {
  ring: Ring;
  failures: string[];
  /** Called whenever more is on disk. */
  onWritten: (() => void)[];
}

export function newRing(directory: string, options: Partial<RingOptions> = {}): TestRing {
  const failures: string[] = [];
  const onWritten: (() => void)[] = [];
  const ring = new Ring({
    directory,
    limit: 1024 * 1024,
    header: line({ type: 'recording' }),
    keyframe: () => line({ type: 'keyframe' }),
    written: () => {
      for (const each of [...onWritten]) each();
    },
    failed: (why) => failures.push(why),
    ...options,
  });
  return { ring, failures, onWritten };
}

export function filesOf({ ring }: TestRing): string[] {
  return ring.segments.map(({ file }) => fs.readFileSync(file.path, 'utf8'));
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

// What a person reads of a recording that can't be opened, or only in part.

/** Translates a message whose `{0}`, `{1}` … stand for the arguments. The English message is the key. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** English as written. */
export const english: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (whole, index) => String(args[Number(index)] ?? whole));

/** Why a file can't be opened: stable, held by tests. */
export const FAILURES = { empty: 4001, noRecording: 4002, unreadable: 4003, unwritable: 4004, failed: 4005 } as const;
export type Failure = keyof typeof FAILURES;

/** A recording can't be read, or what was made of it not written. The message is for a person: what is wrong, and what to do. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  /** Stable; shown in reports. */
  readonly code: number;
  readonly failure: Failure;
  readonly file: string;
  /** What the system said, where it did. */
  readonly why: string;

  constructor(failure: Failure, file: string, why = '', t: Translate = english) {
    super(failureWords(failure, file, why, t));
    this.failure = failure;
    this.code = FAILURES[failure];
    this.file = file;
    this.why = why;
  }
}

function failureWords(failure: Failure, file: string, why: string, t: Translate): string {
  switch (failure) {
    case 'empty':
      return t('{0} is empty. Its run may have ended before anything was recorded; record it again.', file);
    case 'noRecording':
      return t('{0} is no recording of Worker Lens. Recordings are made by Save Recording, or by --record.', file);
    case 'unreadable':
      return t('{0} could not be read: {1}. Check its path and its permissions.', file, why);
    case 'unwritable':
      return t('{0} could not be written: {1}. Choose a file that you can write.', file, why);
    case 'failed':
      return t('{0} could not be read to its end: {1}. Open it again.', file, why);
  }
}

/** What is to be known of a recording that was opened all the same. */
export type Problem =
  /** It was made by a later version of Worker Lens than this. */
  | { is: 'newer'; version: number }
  /** It ends within a line. */
  | { is: 'cut' }
  /** A person ended its reading, after that share of it. */
  | { is: 'cancelled'; share: number }
  /** So many lines were left out. */
  | { is: 'skipped'; lines: number };

export function problemWords(problem: Problem, t: Translate): string {
  switch (problem.is) {
    case 'newer':
      return t(
        'This recording was made by a newer version of Worker Lens (format {0}). What this version does not know is left out; update to see all.',
        problem.version,
      );
    case 'cut':
      return t('This recording is cut: it ends in the middle of a line. All before that is shown.');
    case 'cancelled':
      return t(
        'Reading was cancelled: only the first {0} % of this recording is shown. Open it again to see all.',
        Math.floor(problem.share * 100),
      );
    case 'skipped':
      return problem.lines === 1
        ? t('One line of this recording was not understood, and is left out.')
        : t('{0} lines of this recording were not understood, and are left out.', problem.lines);
  }
}

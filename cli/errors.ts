/** The command line is off; the message says how, and the usage follows it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

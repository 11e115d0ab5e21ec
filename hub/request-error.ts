// What a request of a viewer fails with.

/** A failed request; the message is for a person: what, why, and what to do next. */
export class RequestError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RequestError';
  }
}

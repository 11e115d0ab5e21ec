// Words for a person, put into their language by whoever hosts the adapter.

/** Translates a message whose `{0}`, `{1}` … stand for the arguments. The English message is the key. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** English as written: what a host without languages uses. */
export const english: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (whole, index) => String(args[Number(index)] ?? whole));

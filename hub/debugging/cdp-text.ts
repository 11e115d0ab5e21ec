// What an inspector says, known by how it begins: Node writes the method or the id first. Elsewhere in the text either may
// be part of the program's own data.

/** Whether it is this event, such as `Debugger.paused`. */
export function isEvent(text: string, method: string): boolean {
  return text.startsWith(`{"method":"${method}"`);
}

/** Whether it is an event of this domain, such as `NodeWorker`. */
export function isEventOf(text: string, domain: string): boolean {
  return text.startsWith(`{"method":"${domain}.`);
}

/** Whether it is the answer to the call of this id. */
export function isAnswer(text: string, id: number): boolean {
  return text.startsWith(`{"id":${id},`);
}

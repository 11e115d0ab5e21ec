// Cuts text that comes in pieces into lines.

/** In characters. No line of a recording is as long; what is no recording may have none at all. */
const MAX_LINE = 64 * 1024 * 1024;

export class Lines {
  readonly #take: (line: string) => void;
  readonly #tooLong: () => void;
  #rest = '';
  /** The rest of a line that was too long is dropped. */
  #isDropping = false;

  /**
   * @param take is given each whole line, without its end
   * @param tooLong is told of each line that was dropped
   */
  constructor(take: (line: string) => void, tooLong: () => void) {
    this.#take = take;
    this.#tooLong = tooLong;
  }

  /** What came after the last line's end. */
  get rest(): string {
    return this.#rest;
  }

  feed(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#end(text.slice(from, end));
      from = end + 1;
    }
    this.#keep(text.slice(from));
  }

  #end(part: string): void {
    const line = this.#rest === '' ? part : this.#rest + part;
    this.#rest = '';
    if (this.#isDropping) this.#isDropping = false;
    else this.#take(line);
  }

  #keep(part: string): void {
    if (this.#isDropping) return;
    this.#rest += part;
    if (this.#rest.length <= MAX_LINE) return;
    this.#rest = '';
    this.#isDropping = true;
    this.#tooLong();
  }
}

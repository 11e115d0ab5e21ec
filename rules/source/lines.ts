/** A place in a text, counted from 1 in lines and in UTF-16 units, as editors and compilers print it. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Translates between offsets and positions of one text. A line ends at LF, CR LF or CR, as in the language server protocol. */
export class Lines {
  readonly #starts: number[] = [0];

  constructor(readonly text: string) {
    for (let offset = 0; offset < text.length; offset++) {
      const unit = text.charCodeAt(offset);
      const endsLine = unit === 10 || (unit === 13 && text.charCodeAt(offset + 1) !== 10);
      if (endsLine) this.#starts.push(offset + 1);
    }
  }

  /** The number of lines; a text that ends with a line break has an empty last one. */
  get count(): number {
    return this.#starts.length;
  }

  /** The position of an offset. */
  positionAt(offset: number): Position {
    const line = this.#lineIndexAt(offset);
    return { line: line + 1, column: offset - (this.#starts[line] ?? 0) + 1 };
  }

  /** Where a 1-based line starts; the end of the text for lines past it. */
  startOf(line: number): number {
    return this.#starts[line - 1] ?? this.text.length;
  }

  #lineIndexAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

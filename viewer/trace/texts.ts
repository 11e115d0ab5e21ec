// The texts of a trace, each named by its place. Place 0 is the empty one.

export class Texts {
  readonly all: string[] = [''];
  readonly #places = new Map<string, number>([['', 0]]);

  /** Of a text that is likely to come again: it is kept once. */
  place(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    const place = this.add(text);
    this.#places.set(text, place);
    return place;
  }

  /** Of a text that is likely to be the only one. */
  add(text: string): number {
    return text === '' ? 0 : this.all.push(text) - 1;
  }
}

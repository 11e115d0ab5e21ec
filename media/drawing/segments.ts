// Where the arrows were drawn last, so that the one at the pointer is found. All in CSS px.

/** How near the pointer must be. */
const NEAR = 6;

export class Segments {
  #ends = new Float32Array(0);
  #messages = new Int32Array(0);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @param most how many there will be at most */
  begin(most: number): void {
    this.#count = 0;
    if (most <= this.#messages.length) return;
    this.#ends = new Float32Array(most * 4);
    this.#messages = new Int32Array(most);
  }

  add(message: number, x1: number, y1: number, x2: number, y2: number): void {
    const at = this.#count * 4;
    this.#ends[at] = x1;
    this.#ends[at + 1] = y1;
    this.#ends[at + 2] = x2;
    this.#ends[at + 3] = y2;
    this.#messages[this.#count++] = message;
  }

  /** The message whose arrow is nearest to a point; −1 where none is near. */
  nearest(x: number, y: number): number {
    let best = NEAR * NEAR;
    let found = -1;
    const ends = this.#ends;
    for (let index = 0; index < this.#count; index++) {
      const at = index * 4;
      const distance = squaredDistance(x, y, ends[at]!, ends[at + 1]!, ends[at + 2]!, ends[at + 3]!);
      if (distance > best) continue;
      best = distance;
      found = this.#messages[index]!;
    }
    return found;
  }
}

/** From a point to the nearest of a line's points. */
export function squaredDistance(x: number, y: number, x1: number, y1: number, x2: number, y2: number): number {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length));
  return (x - x1 - share * dx) ** 2 + (y - y1 - share * dy) ** 2;
}

// A refresh that the editor has asked for and waits for. It does not listen meanwhile: what happens then is told by answering.

export class Armed {
  #wait: { keys: ReadonlySet<string>; done: Promise<void>; release: () => void } | undefined;

  /** Whether somebody may wait. */
  get isOpen(): boolean {
    return this.#wait !== undefined;
  }

  /** Makes who asks for one of these rows wait until {@link release}. */
  arm(keys: ReadonlySet<string>): void {
    this.release();
    let release = () => {};
    const done = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#wait = { keys, done, release };
  }

  /** What to wait for before a row is given; `undefined` where it can be given at once. */
  waitFor(key: string): Promise<void> | undefined {
    return this.#wait?.keys.has(key) ? this.#wait.done : undefined;
  }

  release(): void {
    this.#wait?.release();
    this.#wait = undefined;
  }
}

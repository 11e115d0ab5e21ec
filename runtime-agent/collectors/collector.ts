// One kind of signal, watched. Neither call throws.
export interface Collector {
  start(): void;
  stop(): void;
}

/** A collector made of patches, each of which returns what undoes it. */
export class PatchCollector implements Collector {
  readonly #patches: (() => () => void)[];
  #undo: (() => void)[] = [];

  constructor(...patches: (() => () => void)[]) {
    this.#patches = patches;
  }

  /** A patch that fails leaves the others standing: less is seen, nothing breaks. */
  start(): void {
    for (const patch of this.#patches) {
      try {
        this.#undo.push(patch());
      } catch {
        // What this patch would have seen is not observed.
      }
    }
  }

  stop(): void {
    for (const undo of this.#undo.splice(0).reverse()) {
      try {
        undo();
      } catch {
        // The program froze what was patched.
      }
    }
  }
}

// What keys do on the canvas.
import type { Navigator } from '../navigator';

export interface KeyTarget {
  navigator: Navigator;
  /** Selects the message nearest to the moment that is looked at. */
  selectNearest(): void;
  /** Selects the next message (1), or the previous one (−1). */
  selectBeside(direction: 1 | -1): void;
  clear(): void;
}

/** Share of the view that one press moves by. */
const PAN = 0.1;
/** Pixels that one press moves the lanes by. */
const SCROLL = 40;

/** @returns whether the key means something here */
export function pressKey(target: KeyTarget, key: string): boolean {
  const { navigator } = target;
  const keys: Record<string, () => void> = {
    ArrowLeft: () => navigator.panBy(-PAN),
    ArrowRight: () => navigator.panBy(PAN),
    ArrowUp: () => navigator.scroll(-SCROLL),
    ArrowDown: () => navigator.scroll(SCROLL),
    PageUp: () => navigator.panBy(-0.9),
    PageDown: () => navigator.panBy(0.9),
    '+': () => navigator.zoomStep(1),
    '=': () => navigator.zoomStep(1),
    '-': () => navigator.zoomStep(-1),
    Home: () => navigator.toStart(),
    End: () => navigator.toEnd(),
    f: () => navigator.fit(),
    ' ': () => navigator.toggleFollowing(),
    Enter: () => target.selectNearest(),
    n: () => target.selectBeside(1),
    p: () => target.selectBeside(-1),
    Escape: () => target.clear(),
  };
  const act = keys[key.length === 1 ? key.toLowerCase() : key];
  act?.();
  return act !== undefined;
}

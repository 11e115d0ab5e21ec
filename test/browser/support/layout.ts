// What does not fit on a page. It runs in the page, of which it knows nothing but what a person can see.

/** Less than this, in CSS px, nobody sees. */
const SLACK = 1.5;
/** What is only for who listens. */
const SPOKEN = '.spoken, .read-aloud';
const CONTROLS = 'button, input, select, textarea, [role="slider"], [role="separator"]';

type Box = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>;

/** A line of a text. */
interface Words {
  text: string;
  of: Element;
  box: Box;
}

/**
 * Sentences on words that are cut without an ellipsis, words over each other, and controls that can't be reached: what can be
 * scrolled into view is no fault. Up and down, only controls are looked at.
 */
export function layoutFaults(): string[] {
  const words = wordsOfPage();
  return [...words.flatMap(cutOff), ...overlaps(words), ...controlsOfPage().flatMap(outOfReach)];
}

function wordsOfPage(): Words[] {
  const found: Words[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const of = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (!of || text === '' || !isSeen(of)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) found.push({ text, of, box });
  }
  return found;
}

function isSeen(element: Element): boolean {
  // Only a select that is open shows more than its own box.
  if (element.closest(SPOKEN) || element instanceof HTMLOptionElement) return false;
  return element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
}

function controlsOfPage(): Element[] {
  return [...document.querySelectorAll(CONTROLS)].filter(isSeen);
}

function ancestors(of: Element): Element[] {
  const found: Element[] = [];
  for (let element: Element | null = of; element; element = element.parentElement) found.push(element);
  return found;
}

function clips(element: Element): 'no' | 'scrolls' | 'hides' {
  const { overflowX, display } = getComputedStyle(element);
  if (overflowX === 'visible' || display === 'inline') return 'no';
  return overflowX === 'hidden' || overflowX === 'clip' ? 'hides' : 'scrolls';
}

function pageBox(): Box {
  return { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
}

function cutOff({ text, of, box }: Words): string[] {
  for (const element of ancestors(of)) {
    const how = clips(element);
    if (how === 'no' || isWithin(box, element.getBoundingClientRect())) continue;
    if (how === 'scrolls' || getComputedStyle(element).textOverflow === 'ellipsis') return [];
    return [`“${text}” is cut by .${element.className || element.tagName}`];
  }
  return isWithin(box, pageBox()) ? [] : [`“${text}” goes beyond the page`];
}

function isWithin(box: Box, bounds: Box): boolean {
  return box.left >= bounds.left - SLACK && box.right <= bounds.right + SLACK;
}

/** The part of a box that is not clipped away. */
function seenOf(box: Box, of: Element): Box | null {
  const bounds = ancestors(of).filter((element) => clips(element) !== 'no');
  return [...bounds.map((element) => element.getBoundingClientRect()), pageBox()].reduce<Box | null>(
    (seen, bound) => seen && common(seen, bound),
    box,
  );
}

function common(one: Box, other: Box): Box | null {
  const left = Math.max(one.left, other.left);
  const right = Math.min(one.right, other.right);
  const top = Math.max(one.top, other.top);
  const bottom = Math.min(one.bottom, other.bottom);
  return right - left > SLACK && bottom - top > SLACK ? { left, right, top, bottom } : null;
}

/** Of two elements: one that is cut with an ellipsis has boxes for what is seen and for what is not. */
function overlaps(words: readonly Words[]): string[] {
  // What sticks to an edge is drawn over what scrolls by beneath it.
  const seen = words.flatMap((each) => {
    const box = isStuck(each.of) ? null : seenOf(each.box, each.of);
    return box ? [{ ...each, box }] : [];
  });
  return seen.flatMap((one, at) =>
    seen
      .slice(at + 1)
      .filter((other) => other.of !== one.of && common(one.box, other.box))
      .map((other) => `“${one.text}” and “${other.text}” stand over each other`),
  );
}

function isStuck(of: Element): boolean {
  return ancestors(of).some((element) => {
    const { position } = getComputedStyle(element);
    return position === 'sticky' && !element.querySelector('canvas');
  });
}

function outOfReach(control: Element): string[] {
  const name = control.getAttribute('aria-label') || control.textContent?.trim() || control.className;
  if (ancestors(control).some((element) => element !== control && clips(element) === 'scrolls')) return [];
  const { left, right, top, bottom } = control.getBoundingClientRect();
  const isInside = isWithin({ left, right, top, bottom }, pageBox()) && top >= -SLACK && bottom <= innerHeight + SLACK;
  if (!isInside) return [`${name} is not on the page`];
  const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return there && (control.contains(there) || there.contains(control)) ? [] : [`${name} is under something else`];
}

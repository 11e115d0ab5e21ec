// Waiting for what the page shows, by the page's own changes.
import type { Locator, Page } from 'playwright-core';
import type { PageElement } from './page-types';

// What the page has and Node has not; see page-types.ts for why the DOM's own types are not used.
declare const document: { body: unknown };
declare const MutationObserver: new (
  callback: () => void,
) => { observe(target: unknown, options: object): void; disconnect(): void };

/** How long something may take to show, in ms, unless a test says otherwise: a machine that others use may stand still for long. */
export const SHOWS_WITHIN = 60_000;

/** How long what something else may have closed is waited for, in ms, before it is gone for again from the start. */
export const GOES_AGAIN_AFTER = 5_000;

/** A page can change what is read without changing its document (a scroll, a style sheet): it is read again after this, in ms. */
const READ_AGAIN_AFTER = 500;

export interface Wanted<T> {
  /** Reads what the page shows now. */
  read: () => Promise<T>;
  /** Whether that is what is waited for. */
  accept: (value: T) => boolean;
  /** What is waited for, for the error message. */
  what: string;
  /** In ms. */
  timeout?: number;
}

/**
 * Reads again with each change of the page until what it shows is accepted.
 * @returns the accepted value
 * @throws Error with the last value, when time is up
 */
export async function eventually<T>(page: Page, wanted: Wanted<T>): Promise<T> {
  const timeout = wanted.timeout ?? SHOWS_WITHIN;
  const deadline = performance.now() + timeout;
  for (;;) {
    const value = await wanted.read();
    if (wanted.accept(value)) return value;
    if (performance.now() > deadline) {
      throw new Error(`Not within ${timeout} ms: ${wanted.what}. Last seen: ${JSON.stringify(value, undefined, 1)}`);
    }
    await nextChange(page);
  }
}

/** Resolves with the page's next change, or a moment later: one may have come since it was read. */
function nextChange(page: Page): Promise<void> {
  return page.evaluate((latest) => {
    return new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => finish());
      const timer = setTimeout(() => finish(), latest);
      const finish = () => {
        observer.disconnect();
        clearTimeout(timer);
        resolve();
      };
      observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    });
  }, READ_AGAIN_AFTER);
}

/**
 * The text of an element as it is drawn: with its line breaks, without what is hidden.
 * @param timeout in ms; as the browser has it where absent
 */
export async function drawnText(locator: Locator, timeout?: number): Promise<string> {
  await locator.waitFor(timeout === undefined ? {} : { timeout });
  return (await locator.allInnerTexts()).join('\n').trim();
}

/** What assistive technology reads for each of the elements; empty where there is nothing. */
export function labelsOf(elements: Locator): Promise<string[]> {
  return elements.evaluateAll((found: PageElement[]) =>
    found.map((element) => element.getAttribute('aria-label') ?? ''),
  );
}

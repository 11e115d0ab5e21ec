// What the page of the panels offers to the functions that a test sends there.
import type { Page } from './panels-page';

declare global {
  const lens: Page;
}

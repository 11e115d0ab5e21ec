// Tests that nobody here wrote: those that packages ship.
import { describeSuites } from './support/suite';

for (const major of [20, 26] as const) describeSuites(major);

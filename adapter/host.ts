// What the adapter needs from whoever hosts it: the extension, or the process that speaks over stdio.
import type { HubLink } from '../viewer/hub-link';
import type { LaunchOptions } from '../viewer/launch';
import type { Translate } from './texts';

export interface AdapterHost {
  readonly link: HubLink;
  /** Where the parts that go into a program stand. */
  readonly parts: Omit<LaunchOptions, 'run'>;
  readonly t: Translate;
}

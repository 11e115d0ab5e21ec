// The hub's own thread for source maps: to decode one of ten MB takes a second, in which the hub would be deaf.
import { parentPort } from 'node:worker_threads';
import type { Site } from '../protocol/agent';
import { SourceMapReader } from './source-map-reader';

/** A place in generated code; answered by {@link Traced}. */
export interface Trace {
  id: number;
  site: Site;
}

export interface Traced {
  id: number;
  /** In the source, where there is one. */
  site: Site | null;
}

const reader = new SourceMapReader();

parentPort!.on('message', async ({ id, site }: Trace) => {
  const answer: Traced = { id, site: await reader.original(site) };
  parentPort!.postMessage(answer);
});

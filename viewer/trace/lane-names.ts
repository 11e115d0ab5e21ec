// What lanes are called in files that other tools open: in English, as all words there.
import { posix } from 'node:path';
import type { Lane } from '../../protocol/timeline';

/** `worker 2`, `primary`, `thread 3 · sum.js`. */
export function laneName(lane: Lane): string {
  switch (lane.kind) {
    case 'worker':
      return `worker ${lane.number}`;
    case 'primary':
      return 'primary';
    case 'root':
      return 'main process';
    case 'child':
      return `child ${scriptName(lane.script)}`.trim();
    case 'thread':
      return [`thread ${lane.number}`, lane.name ?? scriptName(lane.script)].filter((word) => word !== '').join(' · ');
  }
}

/** `worker 2 · pid 123 · app.js` */
export function processLaneName(lane: Lane): string {
  const words = [laneName(lane)];
  if (lane.pid !== null) words.push(`pid ${lane.pid}`);
  if (lane.kind !== 'child' && lane.script !== '') words.push(scriptName(lane.script));
  return words.join(' · ');
}

function scriptName(script: string): string {
  return posix.basename(script.replace(/\\/g, '/')) || script;
}

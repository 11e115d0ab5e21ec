// A Node process that runs, as a person chooses it from a list. Knows nothing of the editor.
import * as path from 'node:path';
import type { Translate } from '../adapter/texts';
import type { NodeProcess } from '../protocol/viewer';

export interface ProcessItem {
  label: string;
  description: string;
  /** The command line. */
  detail: string;
}

/** `app.js` · `4711 · primary · 4 workers · :3000 · inspector :9229 · observed` */
export function processItem(process: NodeProcess, t: Translate): ProcessItem {
  const { pid, script, argv, ports, inspector, observed } = process;
  const words = [
    String(pid),
    ...roleWords(process, t),
    ...ports.map((port) => `:${port}`),
    ...(inspector === null ? [] : [t('inspector :{0}', String(inspector))]),
    ...(observed === null ? [] : [t('observed')]),
  ];
  return { label: path.basename(script) || script, description: words.join(' · '), detail: argv.join(' ') };
}

function roleWords({ kind, workers, parent }: NodeProcess, t: Translate): string[] {
  const above = String(parent);
  const own = kind === 'worker' ? [t('worker of {0}', above)] : kind === 'child' ? [t('child of {0}', above)] : [];
  if (workers === 0) return own;
  return [...own, t('primary'), workers === 1 ? t('1 worker') : t('{0} workers', String(workers))];
}

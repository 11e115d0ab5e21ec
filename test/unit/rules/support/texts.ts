import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../../scripts/lib/ensure.mjs';
import { HITS, MISSES } from '../cluster-api-cases';
import type { Source } from './mutations';

/** Texts that give the rules something to say: the cases, the examples of the rules' pages, and the samples. */
export function textsOfRules(): Source[] {
  const cases = [...HITS, ...MISSES].map(([fileName, text]) => ({ fileName, text }));
  return [...cases, ...examples(), ...samples()];
}

function examples(): Source[] {
  return filesIn('docs/rules', /\.md$/).flatMap(({ text }) =>
    [...text.matchAll(/```([cm]?[jt]s)\n([\s\S]*?)```/g)].map(([, extension, code]) => ({
      fileName: `a.${extension}`,
      text: code!,
    })),
  );
}

function samples(): Source[] {
  return filesIn('samples', /\.[cm]?js$/);
}

function filesIn(folder: string, name: RegExp): Source[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return entries
    .filter((entry) => name.test(entry))
    .sort()
    .map((entry) => ({ fileName: entry, text: readFileSync(join(ROOT, folder, entry), 'utf8') }));
}

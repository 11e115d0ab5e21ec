// Texts with the cursor in them, written as `|`.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';

import { ROOT } from '../../../scripts/lib/ensure.mjs';

export interface Cursor {
  readonly document: TextDocument;
  readonly offset: number;
}

/** A document with the cursor where the text has its `|`. */
export function cursorIn(text: string, languageId = 'javascript'): Cursor {
  const offset = text.indexOf('|');
  assert.ok(offset >= 0, 'the text has no cursor');
  const uri = `untitled:Untitled.${languageId === 'typescript' ? 'ts' : 'js'}`;
  return { document: TextDocument.create(uri, languageId, 1, text.slice(0, offset) + text.slice(offset + 1)), offset };
}

/** The programs of the samples, those with mistakes too. */
export function samples(): TextDocument[] {
  const folder = join(ROOT, 'samples');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const programs = names.filter((name) => name.endsWith('.js') && !name.includes('node_modules'));
  return programs.map((name) => TextDocument.create(name, 'javascript', 1, readFileSync(join(folder, name), 'utf8')));
}

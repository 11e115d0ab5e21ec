// Texts with the cursor in them, written as `|`.
import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';

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

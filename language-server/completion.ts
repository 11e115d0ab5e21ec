import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type Position,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { unwrap } from '../rules/source/nodes';
import { nameOf, referencesIn } from './checker';
import { type ApiEvent, documentationOf, OWNERS, type Owner, ROLES } from './node-api';
import { receiverOf } from './receivers';

/** What one types before the name of an event. */
export const TRIGGERS = ["'", '"', '`'];

/** `.on('ex`, up to the cursor: the method, the quote if there is one yet, and what is typed of the name. */
const LISTENING =
  /\.\s*(on|once|addListener|prependListener|prependOnceListener|off|removeListener)\s*\(\s*(?:(['"`])([\w-]*))?$/;
/** Those that take a listener away: a new one would be of no use. */
const REMOVING = new Set(['off', 'removeListener']);
/** So much before the cursor is looked at: a call of `on` is no longer. */
const NEAR = 200;

/** A call of `on` at the cursor. */
interface Typed {
  readonly method: string;
  /** Where the method's name begins. */
  readonly at: number;
  /** The quote that is there already. */
  readonly quote: string;
  /** What a chosen event takes the place of. */
  readonly start: number;
  readonly end: number;
  /** The text after it, up to the end of the line. */
  readonly rest: string;
}

/** The events of what is listened to at a position, each with a listener that takes its parameters. */
export function completionsFor(position: Position, document: TextDocument): CompletionItem[] {
  const text = document.getText();
  const typed = typedAt(document.offsetAt(position), text);
  if (!typed) return [];
  const owner = ownerAt(typed, text, nameOf(document));
  if (!owner) return [];
  return Object.entries(owner.events).map(([name, event]) => item(name, event, owner, typed, document));
}

function typedAt(offset: number, text: string): Typed | undefined {
  const match = LISTENING.exec(text.slice(Math.max(0, offset - NEAR), offset));
  if (!match) return undefined;
  const [all, method = '', quote = '', name = ''] = match;
  const line = text.slice(offset).split(/\r?\n/, 1)[0] ?? '';
  const afterName = /^[\w-]*/.exec(line)?.[0] ?? '';
  const closes = quote !== '' && line.startsWith(quote, afterName.length);
  const end = offset + (quote ? afterName.length + (closes ? 1 : 0) : 0);
  return {
    method,
    at: offset - all.length + all.indexOf(method),
    quote,
    start: offset - name.length - quote.length,
    end,
    rest: line.slice(end - offset),
  };
}

/**
 * What is listened to. A call that is only half typed would hide what it is a call of, so it is also looked at completed:
 * first where nothing more stands on its line, as most texts can then be read without being mended.
 */
function ownerAt({ at, method, start, rest }: Typed, text: string, name: string): Owner | undefined {
  const endOfLine = start + (text.slice(start).split(/\r?\n/, 1)[0]?.length ?? 0);
  const whole = `${text.slice(0, at + method.length)}()${text.slice(endOfLine)}`;
  const [likely, other] = /^[\s);]*$/.test(rest) ? [whole, text] : [text, whole];
  return ownerIn(likely, at, name) ?? ownerIn(other, at, name);
}

function ownerIn(text: string, at: number, name: string): Owner | undefined {
  const references = referencesIn(text, name);
  if (!references) return undefined;
  const members = references.source.nodes.ofType('MemberExpression');
  const member = members.find(({ property }) => unwrap(property).range[0] === at);
  const receiver = member && receiverOf(member.object, references.evaluator);
  return receiver && OWNERS[receiver];
}

function item(name: string, event: ApiEvent, owner: Owner, typed: Typed, document: TextDocument): CompletionItem {
  const quote = typed.quote || "'";
  const needsListener = !REMOVING.has(typed.method) && !/^\s*,/.test(typed.rest);
  const range = { start: document.positionAt(typed.start), end: document.positionAt(typed.end) };
  const newText = `${quote}${name}${quote}${needsListener ? listener(event, typed) : ''}`;
  return {
    label: name,
    labelDetails: { detail: ` (${event.parameters.join(', ')})`, description: 'Worker Lens' },
    kind: CompletionItemKind.Event,
    // What is there of it is compared with this, its quote included.
    filterText: `${typed.quote}${name}`,
    documentation: {
      kind: MarkupKind.Markdown,
      value: `${event.text}\n\n${ROLES[event.role]} · [Node.js documentation](${documentationOf(owner, event)})`,
    },
    insertTextFormat: InsertTextFormat.Snippet,
    insertTextMode: InsertTextMode.adjustIndentation,
    textEdit: { range, newText },
  };
}

/** A listener with the cursor in its body, and what closes the call where it is open. */
function listener({ parameters }: ApiEvent, { rest }: Typed): string {
  const names = parameters.map((name, index) => `\${${index + 1}:${name}}`).join(', ');
  return `, (${names}) => {\n\t$0\n}${/^\s*\)/.test(rest) ? '' : ');'}`;
}

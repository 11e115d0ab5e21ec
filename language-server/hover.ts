import { type Hover, MarkupKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ModuleReferences } from '../rules/module-references';
import type { Node, NodeOf } from '../rules/source/nodes';
import { unwrap } from '../rules/source/nodes';
import { memberName } from '../rules/values/keys';
import { rangeOf } from './diagnostics';
import { type ApiEvent, documentationOf, type Member, OWNERS, type Owner, ROLES, signatureOf } from './node-api';
import { isListening, receiverOf } from './receivers';

interface Found {
  readonly owner: Owner;
  readonly member: Member | ApiEvent;
  /** What names it. */
  readonly node: Node;
}

/** What is to be known of the member, export or event that is named at an offset. */
export function hoverFor(offset: number, document: TextDocument, references: ModuleReferences): Hover | null {
  const found = exportAt(offset, references) ?? memberAt(offset, references) ?? eventAt(offset, references);
  if (!found) return null;
  const [start, end] = found.node.range;
  return {
    contents: { kind: MarkupKind.Markdown, value: textFor(found) },
    range: rangeOf({ start, end }, document),
  };
}

/** `cluster.fork`, and also `fork` in a destructuring or an import. */
function exportAt(offset: number, references: ModuleReferences): Found | undefined {
  for (const name of ['cluster', 'worker_threads', 'process'] as const) {
    const owner = OWNERS[name];
    const use = references.uses(name, new Set(Object.keys(owner.members))).find(({ key }) => isAround(key, offset));
    const member = use && owner.members[use.name];
    if (member) return { owner, member, node: use.key };
  }
  return undefined;
}

/** `worker.send`, where the worker is known by what the file does with it. */
function memberAt(offset: number, references: ModuleReferences): Found | undefined {
  const node = references.source.nodes
    .ofType('MemberExpression')
    .find(({ property }) => isAround(unwrap(property), offset));
  const name = node && memberName(node, references.evaluator);
  const receiver = name === undefined ? undefined : receiverOf(node!.object, references.evaluator);
  if (!receiver || name === undefined || !Object.hasOwn(OWNERS[receiver].members, name)) return undefined;
  return { owner: OWNERS[receiver], member: OWNERS[receiver].members[name]!, node: unwrap(node!.property) };
}

/** The `'exit'` of `cluster.on('exit', …)`. */
function eventAt(offset: number, references: ModuleReferences): Found | undefined {
  const literal = references.source.nodes.ofType('Literal').find((node) => isAround(node, offset));
  const call = literal?.parent;
  if (typeof literal?.value !== 'string' || call?.type !== 'CallExpression' || call.arguments[0] !== literal) {
    return undefined;
  }
  const receiver = listenedTo(call, references);
  if (!receiver || !Object.hasOwn(receiver.events, literal.value)) return undefined;
  return { owner: receiver, member: receiver.events[literal.value]!, node: literal };
}

function listenedTo(call: NodeOf<'CallExpression'>, references: ModuleReferences): Owner | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression' || !isListening(memberName(callee, references.evaluator))) return undefined;
  const receiver = receiverOf(callee.object, references.evaluator);
  return receiver && OWNERS[receiver];
}

function isAround({ range: [start, end] }: Node, offset: number): boolean {
  return start <= offset && offset <= end;
}

function textFor({ owner, member }: Found): string {
  const since = `since Node.js ${member.since}${alsoIn(member)}`;
  const facts = [ROLES[member.role], since, ...endOf(member)].join(' · ');
  const link = `[Node.js documentation](${documentationOf(owner, member)})`;
  return `\`\`\`js\n${declarationOf(member)}\n\`\`\`\n${member.text}\n\n${facts} · ${link}`;
}

function declarationOf(member: Member | ApiEvent): string {
  return 'parameters' in member ? `${signatureOf(member)}, (${member.parameters.join(', ')})` : signatureOf(member);
}

function alsoIn({ also = [] }: Member): string {
  return also.length === 0 ? '' : ` and later releases of ${also.join(' and ')}`;
}

function endOf({ deprecated, removed }: Member): string[] {
  if (removed) return [`removed in Node.js ${removed}`];
  return deprecated ? [`deprecated since Node.js ${deprecated}`] : [];
}

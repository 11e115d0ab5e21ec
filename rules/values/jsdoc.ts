import { type FunctionNode, isFunction, type Node } from '../source/nodes';
import type { SourceFile } from '../source/source-file';
import { isModuleType } from './types';
import { moduleValue, promiseOf, UNKNOWN, type Value } from './value';

const TYPE_TAG = /@type\s*\{([^}]*)\}/;
const PARAM_TAG = /@param\s*\{([^}]*)\}\s*\[?([\w$]+)/g;
/** `typeof import('x')`, `import('x').default` and `import('x').Type`, which is all that names a module in a comment. */
const IMPORT_TYPE =
  /^[\s(?!]*(typeof\s+)?import\(\s*(['"])([^'"]+)\2\s*\)(?:\.(\w+))?[\s)]*(?:\|\s*(?:null|undefined)\s*)*$/;
const PROMISE = /^\s*Promise\s*<(.*)>\s*$/;

/** What the comment before a declaration says that a name in JavaScript holds. */
export function documentedValue(pattern: Node, source: SourceFile): Value {
  if (source.documentation.size === 0) return UNKNOWN;
  if (pattern.type !== 'Identifier' && pattern.type !== 'ObjectPattern') return UNKNOWN;
  const { parent } = pattern;
  if (parent?.type === 'VariableDeclarator') return valueOfText(TYPE_TAG.exec(commentBefore(parent, source))?.[1]);
  const owner = parent?.type === 'AssignmentPattern' ? parent.parent : parent;
  return owner && isFunction(owner) && pattern.type === 'Identifier'
    ? valueOfText(parameterType(pattern.name, owner, source))
    : UNKNOWN;
}

function parameterType(name: string, owner: FunctionNode, source: SourceFile): string | undefined {
  const tags = commentBefore(owner, source).matchAll(PARAM_TAG);
  for (const [, type, parameter] of tags) if (parameter === name) return type;
  return undefined;
}

function valueOfText(text: string | undefined): Value {
  if (text === undefined) return UNKNOWN;
  const promised = PROMISE.exec(text);
  if (promised) return promiseOf(valueOfText(promised[1]));
  const [, isTypeof, , specifier, member] = IMPORT_TYPE.exec(text) ?? [];
  if (specifier === undefined) return UNKNOWN;
  const module = moduleValue(specifier);
  const isWhole = isTypeof ? member === undefined || member === 'default' : isModuleType(module, member);
  return isWhole ? module : UNKNOWN;
}

/** The documentation before the statement or member that a node belongs to; empty where there is none. */
function commentBefore(node: Node, source: SourceFile): string {
  for (let candidate: Node | undefined = node; candidate; candidate = candidate.parent) {
    const comment = source.documentation.get(candidate.range[0]);
    if (comment !== undefined) return comment;
    if (endsSearch(candidate, node)) return '';
  }
  return '';
}

/** A comment documents what stands directly after it, so nothing beyond a statement or a member can have it. */
function endsSearch(candidate: Node, node: Node): boolean {
  return candidate !== node && /Statement$|^Program$|^MethodDefinition$|^PropertyDefinition$/.test(candidate.type);
}

import type { Definition } from '@typescript-eslint/scope-manager';
import type { FunctionNode, Node } from '../source/nodes';
import { ancestorsOf, functionAround, isClass, isFunction, isInside } from '../source/nodes';
import type { Variable } from '../source/source-file';
import type { Evaluator } from './evaluator';
import { merge, UNKNOWN, type Value } from './value';

/** One place that puts a value into a variable. */
interface Source {
  readonly at: Node;
  readonly value: () => Value;
}

/** How often finding what a variable holds may lead back to the variable. Deeper than that nothing is told. */
const MAX_DEPTH = 20;

/** What puts values into a variable, and which of them a use can see. */
export class VariableSources {
  readonly #sources: readonly Source[];
  /** The function that all of it is in; null where it is in several. */
  readonly #home: FunctionNode | undefined | null;
  #anywhere: Value | undefined;
  #depth = 0;

  constructor(
    readonly variable: Variable,
    readonly evaluator: Evaluator,
  ) {
    this.#sources = sourcesOf(variable, evaluator);
    const homes = new Set(this.#sources.map(({ at }) => functionAround(at)));
    this.#home = homes.size === 1 ? [...homes][0] : null;
  }

  /** What the variable holds, whatever the place, or else at the one place that is asked about. */
  valueAt(use: Node): Value {
    if (this.#depth > MAX_DEPTH) return UNKNOWN;
    this.#depth++;
    try {
      const anywhere = this.#valueAnywhere();
      if (anywhere.kind !== 'unknown' || this.#sources.length < 2) return anywhere;
      return functionAround(use) === this.#home ? this.#valueReaching(use) : anywhere;
    } finally {
      this.#depth--;
    }
  }

  #valueAnywhere(): Value {
    if (this.#anywhere) return this.#anywhere;
    const { circles } = this.evaluator;
    const value = this.#merged(this.#sources);
    if (this.evaluator.circles === circles) this.#anywhere = value;
    return value;
  }

  /**
   * The sources whose value a use can see, where all stand in the function of the use: those before it, from the last one
   * that surely runs. All of them otherwise, as functions run in an order that the file does not tell.
   */
  #valueReaching(use: Node): Value {
    const next = firstFrom(this.#sources, use.range[0]);
    let first = next - 1;
    while (first >= 0 && !alwaysRunsBefore(this.#sources[first]!.at, use)) first--;
    if (first < 0) return UNKNOWN;
    return this.#merged([...this.#sources.slice(first, next), ...this.#inLoopAround(use, next)]);
  }

  #merged(sources: readonly Source[]): Value {
    const value = merge(sources.map((source) => source.value()));
    return this.evaluator.additions.toVariable(this.variable, value);
  }

  /** Those after a use that the loop around it comes back from. */
  #inLoopAround(use: Node, next: number): readonly Source[] {
    const loop = outermostLoopAround(use);
    if (!loop) return [];
    const end = firstFrom(this.#sources, loop.range[1]);
    return this.#sources.slice(next, end).filter(({ at }) => at.range[0] > use.range[0]);
  }
}

/** In the order of the file. */
function sourcesOf(variable: Variable, evaluator: Evaluator): Source[] {
  const defined = variable.defs.map((definition) => ({
    at: definition.name as Node,
    value: () => definedValue(definition, evaluator),
  }));
  const written = variable.references
    .filter((reference) => reference.isWrite() && !reference.init)
    .map(({ identifier }) => ({ at: identifier as Node, value: () => writtenValue(identifier, evaluator) }));
  return [...defined, ...written].sort((a, b) => a.at.range[0] - b.at.range[0]);
}

function definedValue({ node, name }: Definition, evaluator: Evaluator): Value {
  if (node.type === 'FunctionDeclaration') {
    return name === node.id ? { kind: 'function', node } : evaluator.valueBoundTo(name);
  }
  if (isClass(node)) return { kind: 'class', node };
  if (isFunction(node) && node.id === name) return { kind: 'function', node };
  return evaluator.valueBoundTo(name);
}

function writtenValue(identifier: Node, evaluator: Evaluator): Value {
  const { parent } = identifier;
  if (parent?.type === 'AssignmentExpression' && parent.left === identifier) return evaluator.valueOf(parent);
  return parent?.type === 'UpdateExpression' ? UNKNOWN : evaluator.valueBoundTo(identifier);
}

/** The index of the first source that stands at an offset or after it. */
function firstFrom(sources: readonly Source[], offset: number): number {
  let [low, high] = [0, sources.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sources[middle]!.at.range[0] < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a declaration or assignment is a statement of its own in a block around the use. */
function alwaysRunsBefore(write: Node, at: Node): boolean {
  for (const ancestor of ancestorsOf(write)) {
    if (ancestor.type === 'BlockStatement' || ancestor.type === 'Program') return isInside(at, ancestor);
    const isPartOfWrite = /^(VariableDeclarat|AssignmentExpr|AssignmentPattern|Expression|Object|Array|Prop|Import)/;
    if (!isPartOfWrite.test(ancestor.type)) return false;
  }
  return false;
}

function outermostLoopAround(node: Node): Node | undefined {
  let loop: Node | undefined;
  for (const ancestor of ancestorsOf(node)) if (/^(For|While|DoWhile)/.test(ancestor.type)) loop = ancestor;
  return loop;
}

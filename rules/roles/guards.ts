import type { Node, NodeOf } from '../source/nodes';
import { unwrap } from '../source/nodes';
import type { Variable } from '../source/source-file';
import { isGlobalNamed } from '../values/calls';
import type { Evaluator } from '../values/evaluator';
import { memberName } from '../values/keys';
import { isModule, same, type Value } from '../values/value';
import { EVERYWHERE, NOT_TOLD, not, type Places, PRIMARY, THREAD, type Truth, trueIn, WORKER } from './places';

/** What exports tell of the place, by whether they are truthy. */
const TELLING: Readonly<Record<string, Truth>> = {
  'cluster.isPrimary': trueIn(PRIMARY | THREAD),
  'cluster.isMaster': trueIn(PRIMARY | THREAD),
  'cluster.fork': trueIn(PRIMARY | THREAD),
  'cluster.workers': trueIn(PRIMARY | THREAD),
  'cluster.isWorker': trueIn(WORKER),
  'cluster.worker': trueIn(WORKER),
  // Any child that was started with a channel has it, whoever started it; a worker always.
  'process.send': { whenTrue: PRIMARY | WORKER, whenFalse: PRIMARY | THREAD },
  'worker_threads.isMainThread': trueIn(PRIMARY | WORKER),
  'worker_threads.parentPort': trueIn(THREAD),
  'worker_threads.threadId': trueIn(THREAD),
  'worker_threads.workerData': { whenTrue: THREAD, whenFalse: EVERYWHERE },
};
/** The types of exports that are undefined where they are missing. */
const TYPES: Readonly<Record<string, string>> = {
  'cluster.fork': 'function',
  'cluster.worker': 'object',
  'cluster.workers': 'object',
  'process.send': 'function',
};
const MAX_STEPS = 20;

/** Tells what conditions say of the place that runs them. */
export class Guards {
  readonly #known = new Map<Node, Truth>();

  constructor(readonly evaluator: Evaluator) {}

  /** Where a condition can be true, and where false. A variable made from itself tells nothing. */
  truthOf(condition: Node, steps = 0): Truth {
    const node = unwrap(condition);
    const known = this.#known.get(node);
    if (known) return known;
    this.#known.set(node, NOT_TOLD);
    const truth = steps < MAX_STEPS ? this.#find(node, steps + 1) : NOT_TOLD;
    this.#known.set(node, truth);
    return truth;
  }

  /** Where an object that a member is taken from is there: elsewhere taking it throws, or nothing goes on after `?.`. */
  placesWithMembers(object: Node): Places {
    const value = this.evaluator.valueOf(object);
    const isMissingElsewhere = isModule(value, 'worker_threads', 'parentPort') || isModule(value, 'cluster', 'worker');
    return isMissingElsewhere ? this.truthOf(object).whenTrue : EVERYWHERE;
  }

  #find(node: Node, steps: number): Truth {
    switch (node.type) {
      case 'UnaryExpression':
        return node.operator === '!' ? not(this.truthOf(node.argument, steps)) : NOT_TOLD;
      case 'LogicalExpression':
        return this.#logical(node, steps);
      case 'BinaryExpression':
        return this.#comparison(node, steps);
      case 'CallExpression':
        return this.#call(node, steps);
      case 'Identifier':
        return this.#name(node, steps);
      case 'MemberExpression':
        return tellingOf(this.evaluator.valueOf(node)) ?? this.#property(node, steps);
      case 'SequenceExpression':
        return this.truthOf(node.expressions.at(-1)!, steps);
      default:
        return NOT_TOLD;
    }
  }

  #logical({ operator, left, right }: NodeOf<'LogicalExpression'>, steps: number): Truth {
    const [a, b] = [this.truthOf(left, steps), this.truthOf(right, steps)];
    if (operator === '&&') {
      return { whenTrue: a.whenTrue & b.whenTrue, whenFalse: a.whenFalse | (a.whenTrue & b.whenFalse) };
    }
    if (operator === '??') return { whenTrue: a.whenTrue | b.whenTrue, whenFalse: a.whenFalse | b.whenFalse };
    return { whenTrue: a.whenTrue | (a.whenFalse & b.whenTrue), whenFalse: a.whenFalse & b.whenFalse };
  }

  /** `x === true`, `x != null`, `threadId === 0`, `typeof x === 'function'`, on either side. */
  #comparison({ operator, left, right }: NodeOf<'BinaryExpression'>, steps: number): Truth {
    if (!/^[!=]==?$/.test(operator)) return NOT_TOLD;
    for (const [subject, constant] of [
      [left, right],
      [right, left],
    ] as const) {
      const typed = subject.type === 'UnaryExpression' && subject.operator === 'typeof' ? subject.argument : undefined;
      const isTruthy = typed ? typeTruth(typed, constant, this.evaluator) : constantTruth(constant, this.evaluator);
      if (isTruthy === undefined) continue;
      const truth = this.truthOf(typed ?? subject, steps);
      return isTruthy === (operator[0] === '=') ? truth : not(truth);
    }
    return NOT_TOLD;
  }

  /** `Boolean(x)`, and functions of the file that only tell the place. */
  #call(node: NodeOf<'CallExpression'>, steps: number): Truth {
    const [first] = node.arguments;
    if (first && isGlobalNamed(unwrap(node.callee), 'Boolean', this.evaluator)) return this.truthOf(first, steps);
    const callee = this.evaluator.valueOf(node.callee);
    if (callee.kind !== 'function' || callee.node.async || callee.node.generator) return NOT_TOLD;
    const { body } = callee.node;
    if (body?.type !== 'BlockStatement') return body ? this.truthOf(body, steps) : NOT_TOLD;
    const [only, ...others] = body.body;
    const tells = only?.type === 'ReturnStatement' && only.argument && others.length === 0;
    return tells ? this.truthOf(only.argument!, steps) : NOT_TOLD;
  }

  #name(node: NodeOf<'Identifier'>, steps: number): Truth {
    const variable = this.evaluator.source.referenceAt(node)?.resolved;
    const definition = variable && onlyDefinition(variable);
    if (!definition) return NOT_TOLD;
    if (definition.type === 'VariableDeclarator' && definition.id.type === 'Identifier') {
      return definition.init ? this.truthOf(definition.init, steps) : NOT_TOLD;
    }
    const isPlain = definition.type === 'VariableDeclarator' || definition.type.startsWith('Import');
    return (isPlain && tellingOf(this.evaluator.valueOf(node))) || NOT_TOLD;
  }

  /** `this.isPrimary`, where one assignment or field of the file says what it is. */
  #property(node: NodeOf<'MemberExpression'>, steps: number): Truth {
    const name = memberName(node, this.evaluator);
    const object = this.evaluator.valueOf(node.object);
    if (name === undefined || object.kind !== 'instance') return NOT_TOLD;
    const assignments = this.evaluator.assignmentsTo(name);
    const [only] = assignments;
    if (!only || assignments.length > 1 || only.operator !== '=') return NOT_TOLD;
    const target = unwrap(only.left);
    const isSame = target.type === 'MemberExpression' && same(this.evaluator.valueOf(target.object), object);
    return isSame ? this.truthOf(only.right, steps) : NOT_TOLD;
  }
}

function tellingOf(value: Value): Truth | undefined {
  return value.kind === 'module' ? TELLING[`${value.name}.${value.path.join('.')}`] : undefined;
}

/** Where a variable has one value for good: the place that gives it. */
function onlyDefinition({ defs, references }: Variable): Node | undefined {
  const isRewritten = references.some((reference) => reference.isWrite() && !reference.init);
  return defs.length === 1 && !isRewritten ? defs[0]!.node : undefined;
}

/** Whether a constant stands for true or false; undefined for what is neither or no constant. */
function constantTruth(node: Node, evaluator: Evaluator): boolean | undefined {
  if (node.type === 'Literal' && (typeof node.value === 'boolean' || node.value === 0)) return Boolean(node.value);
  return evaluator.valueOf(node).kind === 'nullish' && !isVariable(node) ? false : undefined;
}

/** Whether an export is truthy where its type goes by this name: only for those that are undefined elsewhere, not null. */
function typeTruth(subject: Node, name: Node, evaluator: Evaluator): boolean | undefined {
  const value = evaluator.valueOf(subject);
  const type = value.kind === 'module' ? TYPES[`${value.name}.${value.path.join('.')}`] : undefined;
  if (!type || name.type !== 'Literal') return undefined;
  return name.value === type || (name.value === 'undefined' ? false : undefined);
}

function isVariable(node: Node): boolean {
  return node.type === 'Identifier' && node.name !== 'undefined';
}

import { groupBy } from '../source/group-by';
import type { FunctionNode, Node, NodeOf } from '../source/nodes';
import { ancestorsOf, functionAround, unwrap } from '../source/nodes';
import type { SourceFile, Variable } from '../source/source-file';
import { Additions } from './additions';
import { AssignmentsByObject } from './assignments';
import { expressionValue } from './expressions';
import { memberName } from './keys';
import { patternValue } from './patterns';
import { typeValue } from './types';
import { NULLISH, type Value } from './value';
import { VariableSources } from './variable-sources';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;
type Assignment = NodeOf<'AssignmentExpression'>;

const BEING_FOUND: Value = { kind: 'nullish' };

/**
 * Finds what expressions of one file stand for, each only when it is asked for. No code is run: names are followed
 * through scopes, and objects, classes and calls as far as the file shows them.
 */
export class Evaluator {
  readonly #expressions = new Map<Node, Value>();
  readonly #patterns = new Map<Node, Value>();
  readonly #types = new Map<Node, Value>();
  readonly #variables = new Map<Variable, VariableSources>();
  readonly #byObject = new Map<string, AssignmentsByObject>();
  #additions: Additions | undefined;
  #assignments: Map<string, Assignment[]> | undefined;
  #calls: Map<string, Call[]> | undefined;
  #handing: Map<string, Call[]> | undefined;
  #returns: Map<Node, NodeOf<'ReturnStatement'>[]> | undefined;
  #circles = 0;

  constructor(readonly source: SourceFile) {}

  /** What an expression stands for. */
  valueOf(node: Node): Value {
    const inner = unwrap(node);
    const value = this.#remember(this.#expressions, inner, expressionValue);
    return value.kind === 'unknown' || value.kind === 'opaque' ? this.#castValue(node, value) : value;
  }

  /** What a pattern, or a name in one, is bound to by the declaration, parameter or assignment around it. */
  valueBoundTo(pattern: Node): Value {
    return this.#remember(this.#patterns, pattern, patternValue);
  }

  /** What a value of a TypeScript type is. */
  valueOfType(type: Node): Value {
    return this.#remember(this.#types, type, typeValue);
  }

  /** The assignments in the file to properties of a name, whatever the object. */
  assignmentsTo(property: string): readonly Assignment[] {
    this.#assignments ??= groupBy(this.source.nodes.ofType('AssignmentExpression'), (assignment) => {
      const target = unwrap(assignment.left);
      return target.type === 'MemberExpression' ? this.#plainName(target) : undefined;
    });
    return this.#assignments.get(property) ?? [];
  }

  /** The assignments in the file to a property of this very object, or of what its instances get it from. */
  assignmentsToObject(object: Value, property: string): readonly Assignment[] {
    let byObject = this.#byObject.get(property);
    if (!byObject) {
      byObject = new AssignmentsByObject(this.assignmentsTo(property), this);
      this.#byObject.set(property, byObject);
    }
    return byObject.to(object);
  }

  /** What the file puts into its lists after they are made. */
  get additions(): Additions {
    this.#additions ??= new Additions(this);
    return this.#additions;
  }

  /** What puts values into a variable. */
  sourcesOf(variable: Variable): VariableSources {
    let sources = this.#variables.get(variable);
    if (!sources) {
      sources = new VariableSources(variable, this);
      this.#variables.set(variable, sources);
    }
    return sources;
  }

  /** The calls, also with `new`, of a variable or a property of a name, whatever it is. */
  callsNamed(name: string): readonly Call[] {
    this.#calls ??= groupBy(this.#allCalls(), (call) => {
      const callee = unwrap(call.callee);
      if (callee.type === 'Identifier') return callee.name;
      return callee.type === 'MemberExpression' ? this.#plainName(callee) : undefined;
    });
    return this.#calls.get(name) ?? [];
  }

  /** The calls that hand a variable of a name on as their first argument. */
  callsHanding(name: string): readonly Call[] {
    this.#handing ??= groupBy(this.source.nodes.ofType('CallExpression'), ({ arguments: [first] }) =>
      first?.type === 'Identifier' ? first.name : undefined,
    );
    return this.#handing.get(name) ?? [];
  }

  /** The `return` statements of a function itself, without those of functions in it. */
  returnsOf(node: FunctionNode): readonly NodeOf<'ReturnStatement'>[] {
    this.#returns ??= groupBy(this.source.nodes.ofType('ReturnStatement'), functionAround);
    return this.#returns.get(node) ?? [];
  }

  #allCalls(): Call[] {
    return [...this.source.nodes.ofType('CallExpression'), ...this.source.nodes.ofType('NewExpression')];
  }

  /** How often a node was met on the way to its own value. What is found while this grows can be less than all. */
  get circles(): number {
    return this.#circles;
  }

  /** Circles (`x = x || y`) add nothing to what is found on the way round, so a node met again is taken for nullish. */
  #remember(known: Map<Node, Value>, node: Node, find: (node: Node, evaluator: Evaluator) => Value): Value {
    const remembered = known.get(node);
    if (remembered === BEING_FOUND) {
      this.#circles++;
      return NULLISH;
    }
    if (remembered) return remembered;
    known.set(node, BEING_FOUND);
    const value = find(node, this);
    known.set(node, value);
    return value;
  }

  /** A cast says what a value is that the code does not tell. */
  #castValue(node: Node, otherwise: Value): Value {
    const { expression } = node as { expression?: Node };
    if (!expression || unwrap(node) === node) return otherwise;
    const isCast = node.type === 'TSAsExpression' || node.type === 'TSTypeAssertion';
    const typed = isCast ? this.valueOfType(node.typeAnnotation) : otherwise;
    return typed.kind === 'module' ? typed : this.#castValue(expression, otherwise);
  }

  /** Names for the two indexes above: computed ones only where they are literals, or building an index would need it. */
  #plainName(member: NodeOf<'MemberExpression'>): string | undefined {
    if (member.computed && member.property.type !== 'Literal') return undefined;
    return memberName(member, this);
  }
}

/** The object of the `with` statement whose body a name is in. */
export function withObjectAround(node: Node, { nodes }: SourceFile): Node | undefined {
  if (nodes.ofType('WithStatement').length === 0) return undefined;
  for (const ancestor of ancestorsOf(node)) {
    if (ancestor.type === 'WithStatement' && node.range[0] >= ancestor.body.range[0]) return ancestor.object;
  }
  return undefined;
}

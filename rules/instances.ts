import { trailOf } from './instances/flow';
import type { Budget, Trail } from './instances/trail';
import type { Node, NodeOf } from './source/nodes';
import type { Evaluator } from './values/evaluator';
import type { FunctionUses } from './values/function-uses';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

/** A call of one of an instance's methods. */
export interface MethodCall {
  /** Undefined where the name is made at run time. */
  readonly name: string | undefined;
  readonly call: Call;
}

/** A listener that is added to an instance, also `worker.onmessage = …` and `await once(worker, 'exit')`. */
export interface Listener {
  /** Undefined where the name is made at run time. */
  readonly event: string | undefined;
  readonly node: Node;
  /** What is called; undefined where something is waited for instead. */
  readonly callback: Node | undefined;
}

/** A property of an instance that is read or written. */
export interface Access {
  readonly name: string | undefined;
  readonly node: Node;
  readonly isWrite: boolean;
}

/** What a file does with an object that one of its expressions makes, under whichever names. */
export interface Instance {
  readonly calls: readonly MethodCall[];
  readonly listeners: readonly Listener[];
  readonly accesses: readonly Access[];
  /** The variables that hold it and nothing around it. */
  readonly names: readonly NodeOf<'Identifier'>[];
  /** The places that hand it to code that can't be seen; a rule about what is missing stays silent where there is one. */
  readonly escapes: readonly Node[];
  /** Whether something listens to an event, or may do so where it can't be seen. */
  mayListenTo(event: string): boolean;
  /** Whether a method is called, or may be called where it can't be seen. */
  mayCall(method: string): boolean;
}

/** Beyond this a file is made by a machine; each object followed through all of it would take minutes. */
const MOST_FOLLOWED = 200_000;

/** Follows objects from the expression that makes them. */
export class Instances {
  readonly #known = new Map<Node, Instance>();
  readonly #budget: Budget = { left: MOST_FOLLOWED };

  constructor(
    readonly evaluator: Evaluator,
    readonly uses: FunctionUses,
  ) {}

  /** What happens to the object that an expression (`new Worker(…)`, `cluster.fork()`) or a parameter stands for. */
  of(origin: Node): Instance {
    const known = this.#known.get(origin);
    if (known) return known;
    const instance = instanceFrom(trailOf(origin, this.evaluator, this.uses, this.#budget));
    this.#known.set(origin, instance);
    return instance;
  }
}

function instanceFrom({ calls, listeners, accesses, names, escapes }: Trail): Instance {
  return {
    calls,
    listeners,
    accesses,
    names,
    escapes,
    mayListenTo: (event) =>
      escapes.length > 0 || listeners.some((listener) => listener.event === undefined || listener.event === event),
    mayCall: (method) => escapes.length > 0 || calls.some(({ name }) => name === undefined || name === method),
  };
}

import { PRIMARY } from './roles/places';
import type { Report, Rule, RuleContext } from './rule';
import { ancestorsOf, functionAround, isFunction, isInside, type Node, type NodeOf } from './source/nodes';
import { assignedTo } from './values/assigned';
import { isCalledForEach } from './values/each';
import { isModule } from './values/value';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

const FREEZING = ['fork', 'setupMaster', 'setupPrimary'];
const LISTS: ReadonlySet<string> = new Set(['BlockStatement', 'Program', 'StaticBlock', 'SwitchCase']);
/** `cluster.schedulingPolicy = …` behind the first fork, which has read it already. */
export const schedulingPolicyBeforeFork: Rule = {
  name: 'scheduling-policy-before-fork',
  severity: 'warning',
  description: '`cluster.schedulingPolicy` set after the first `fork` or `setupPrimary`, where nothing reads it',
  check,
};

function* check(context: RuleContext): Generator<Report> {
  const { references, roles } = context;
  const writes = assignedTo('schedulingPolicy', (object) => isModule(object, 'cluster'), references.evaluator);
  if (writes.length === 0) return;
  const calls = FREEZING.flatMap((name) => references.callsOf('cluster', name));
  for (const { target, assignment } of writes) {
    const before = calls.filter((call) => surelyRunsBefore(call, assignment, context));
    const [first] = before.toSorted((a, b) => a.range[0] - b.range[0]);
    if (!first || !roles.mayRun(assignment, 'primary')) continue;
    yield {
      node: target,
      message:
        'cluster reads schedulingPolicy once, at the first fork or setupPrimary: set here it changes nothing, so set it before that.',
      related: [{ node: first, message: 'It is read here.' }],
    };
  }
}

/** Whether a call stands before a place in the same list of statements, with nothing around it that could pass it by. */
function surelyRunsBefore(call: Call, place: Node, context: RuleContext): boolean {
  if (call.range[1] > place.range[0]) return false;
  let child: Node = call;
  for (const ancestor of ancestorsOf(call)) {
    if (isInside(place, ancestor)) return LISTS.has(ancestor.type) && functionAround(place) === functionOf(ancestor);
    if (!leadsInto(ancestor, child, context)) return false;
    child = ancestor;
  }
  return false;
}

function functionOf(list: Node): Node | undefined {
  return list.parent && isFunction(list.parent) ? list.parent : functionAround(list);
}

/** Whether running a node surely runs a child. Loops that fork are there to fork; a guard lets the primary in. */
function leadsInto(parent: Node, child: Node, { roles, references }: RuleContext): boolean {
  switch (parent.type) {
    case 'IfStatement':
    case 'ConditionalExpression': {
      if (child === parent.test) return true;
      const { whenTrue, whenFalse } = roles.truthOf(parent.test);
      const [passing, other] = child === parent.consequent ? [whenTrue, whenFalse] : [whenFalse, whenTrue];
      return (passing & PRIMARY) !== 0 && (other & PRIMARY) === 0;
    }
    case 'LogicalExpression':
      return child === parent.left;
    case 'SwitchCase':
    case 'CatchClause':
      return false;
    default:
      return !isFunction(parent) || isCalledForEach(parent, references.evaluator);
  }
}

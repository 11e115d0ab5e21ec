import type { ModuleReferences } from '../module-references';
import { type Node, unwrap } from '../source/nodes';
import { keyOf, memberName } from '../values/keys';

/** Whether the file says what workers run: `setupPrimary({ exec })`, or settings that are made elsewhere. */
export function setsExec(references: ModuleReferences): boolean {
  const settings = ['setupPrimary', 'setupMaster']
    .flatMap((name) => references.callsOf('cluster', name))
    .map((call) => call.arguments[0]);
  return settings.some((setting) => setting && mayName(setting, 'exec', references)) || writesSettings(references);
}

function mayName(setting: Node, name: string, { evaluator }: ModuleReferences): boolean {
  const value = evaluator.valueOf(setting);
  if (value.kind !== 'object') return true;
  return value.node.properties.some(
    (property) => property.type === 'SpreadElement' || keyOf(property, evaluator) === name,
  );
}

/** `cluster.settings.exec = …`. */
function writesSettings({ source, evaluator }: ModuleReferences): boolean {
  return source.nodes.ofType('AssignmentExpression').some(({ left }) => {
    const target = unwrap(left);
    return target.type === 'MemberExpression' && memberName(target, evaluator) === 'exec';
  });
}

import type { Report, Rule, RuleContext } from './rule';
import { groupBy } from './source/group-by';
import type { Node } from './source/nodes';
import type { Variable } from './source/source-file';
import { moduleValue, type Value } from './values/value';

type Definition = Variable['defs'][number];

const MODULES: ReadonlySet<string> = new Set(['child_process', 'cluster', 'worker_threads']);
/** What a name can be declared as that is there when the program runs. */
const DECLARING: ReadonlySet<string> = new Set(['ClassName', 'FunctionName', 'ImportBinding', 'Parameter', 'Variable']);

/** `const { Worker } = require('worker_threads')` twice in one file, as where examples are put one below the other. */
export const noRedeclaredImport: Rule = {
  name: 'no-redeclared-import',
  severity: 'error',
  description: 'A name of a module declared a second time in one scope, a syntax error',
  check,
};

interface Again {
  readonly name: Node & { name: string };
  readonly first: Definition;
  /** Where it stands: names that are declared together are told together. */
  readonly declaration: Node;
}

function* check(context: RuleContext): Generator<Report> {
  const variables = context.source.scopes.flatMap((scope) => scope.variables);
  const again = variables.flatMap((variable) => declaredAgain(variable, context));
  for (const together of groupBy(again, ({ declaration }) => declaration).values()) {
    const names = together.map(({ name }) => name.name);
    yield {
      node: together[0]!.name,
      message: `${listed(names)} ${names.length > 1 ? 'are' : 'is'} declared a second time: that is a syntax error, and the file does not start.`,
      related: together.map(({ first }) => ({ node: first.name, message: 'First declared here' })),
    };
  }
}

function declaredAgain(variable: Variable, context: RuleContext): Again[] {
  const definitions = variable.defs.filter(isThere).sort((one, other) => one.name.range[0] - other.name.range[0]);
  const [first, ...others] = definitions;
  if (!first || others.length === 0 || !definitions.some(isLexical)) return [];
  if (!definitions.some((definition) => isOfModule(definition, context))) return [];
  return others.map(({ name, parent, node }) => ({
    name: name as Again['name'],
    first,
    declaration: (parent ?? node) as Node,
  }));
}

function isThere({ type, parent }: Definition): boolean {
  const isOnlyType = parent?.type === 'ImportDeclaration' && parent.importKind === 'type';
  return DECLARING.has(type) && !isOnlyType;
}

/** Only what `var` and functions declare may be declared again. */
function isLexical({ type, parent }: Definition): boolean {
  if (type === 'Variable') return parent?.type === 'VariableDeclaration' && parent.kind !== 'var';
  return type === 'ImportBinding' || type === 'ClassName';
}

function isOfModule({ node, parent }: Definition, { references }: RuleContext): boolean {
  if (parent?.type === 'ImportDeclaration') return isOneOf(moduleValue(parent.source.value));
  return node.type === 'VariableDeclarator' && node.init !== null && isOneOf(references.valueOf(node.init));
}

function isOneOf(value: Value): boolean {
  return value.kind === 'module' && MODULES.has(value.name);
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

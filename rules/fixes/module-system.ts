import type { Node } from '../source/nodes';
import type { SourceFile } from '../source/source-file';
import type { Surroundings } from '../surroundings';

/** Names that only CommonJS has, without any declaration. */
const OF_COMMONJS = ['__dirname', '__filename', 'exports', 'module', 'require'];
/** Each finding of a file asks for it, and it takes a look at every name. */
const USES_COMMONJS = new WeakMap<SourceFile, boolean>();

/**
 * The module system that a file runs in: by its extension, by what it uses, by its package. Undefined where these don't
 * tell, or differ; TypeScript's `import` is either.
 */
export function moduleSystemOf(source: SourceFile, { manifest }: Surroundings): 'commonjs' | 'module' | undefined {
  const [, kind, language] = /\.([cm]?)([jt])sx?$/.exec(source.fileName) ?? [];
  if (kind) return kind === 'm' ? 'module' : 'commonjs';
  const isCommonJs = usesCommonJs(source);
  const isModule = source.nodes.ofType('MetaProperty').some(({ meta }) => meta.name === 'import');
  const hasSyntax = language === 'j' && source.program.body.some(isModuleSyntax);
  if (isCommonJs && (isModule || hasSyntax)) return undefined;
  if (isCommonJs) return 'commonjs';
  return isModule || hasSyntax ? 'module' : manifest?.type;
}

function isModuleSyntax({ type }: Node): boolean {
  return type === 'ImportDeclaration' || type.startsWith('Export');
}

function usesCommonJs(source: SourceFile): boolean {
  const known = USES_COMMONJS.get(source);
  if (known !== undefined) return known;
  const uses = usesFree(OF_COMMONJS, source);
  USES_COMMONJS.set(source, uses);
  return uses;
}

function usesFree(names: readonly string[], source: SourceFile): boolean {
  return source.nodes.ofType('Identifier').some((node) => {
    const reference = names.includes(node.name) ? source.referenceAt(node) : undefined;
    return reference !== undefined && (reference.resolved?.defs.length ?? 0) === 0;
  });
}

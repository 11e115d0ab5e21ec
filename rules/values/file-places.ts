import type { Node, NodeOf } from '../source/nodes';
import { unwrap } from '../source/nodes';
import { isGlobalNamed } from './calls';
import type { Evaluator } from './evaluator';
import { keyOf, memberName } from './keys';
import { isModule, textOf } from './value';

type Call = NodeOf<'CallExpression' | 'NewExpression'>;

const MAX_STEPS = 10;
/** Names of `import.meta`, of a `URL` and of a CommonJS `module` that stand for the file itself, as a path or as a URL. */
const OWN_FILE = new Set(['filename', 'url']);
/** Properties of a `URL` that still name its file. */
const URL_PARTS = new Set(['href', 'pathname']);

/**
 * The path, relative to the folder of the file, that an expression names by where the file is: `__filename`,
 * `path.join(__dirname, 'x.js')`, `new URL('./x.js', import.meta.url)`. Parts are separated by `/`; the folder itself is
 * the empty text. Undefined where it is something else.
 */
export function placeByFile(node: Node, evaluator: Evaluator): string | undefined {
  return new Places(evaluator).of(node, 0);
}

/** The name of a file without its folders. */
export function baseNameOf(fileName: string): string {
  return fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
}

/** Whether a thread made with these options may run its first argument as code: `eval: true`. */
export function mayBeCode(options: Node | undefined, evaluator: Evaluator): boolean {
  if (!options) return false;
  const value = evaluator.valueOf(options);
  if (value.kind !== 'object') return true;
  return value.node.properties.some(
    (property) => property.type === 'SpreadElement' || keyOf(property, evaluator) === 'eval',
  );
}

class Places {
  constructor(readonly evaluator: Evaluator) {}

  of(expression: Node, steps: number): string | undefined {
    if (steps > MAX_STEPS) return undefined;
    const node = unwrap(expression);
    switch (node.type) {
      case 'Identifier':
        return this.#name(node, steps + 1);
      case 'MemberExpression':
        return this.#member(node, steps + 1);
      case 'CallExpression':
        return this.#call(node, steps + 1);
      case 'NewExpression':
        return this.#isUrl(node.callee) ? this.#url(node, steps + 1) : undefined;
      case 'TemplateLiteral':
        return this.#template(node, steps + 1);
      case 'BinaryExpression':
        return node.operator === '+' ? this.#appended(node.left, [node.right], steps + 1) : undefined;
      default:
        return undefined;
    }
  }

  get #self(): string {
    return baseNameOf(this.evaluator.source.fileName);
  }

  #name(node: NodeOf<'Identifier'>, steps: number): string | undefined {
    const variable = this.evaluator.source.referenceAt(node)?.resolved;
    if (!variable || variable.defs.length === 0) {
      if (node.name === '__filename') return this.#self;
      return node.name === '__dirname' ? '' : undefined;
    }
    const [definition] = variable.defs;
    const isRewritten = variable.references.some((reference) => reference.isWrite() && !reference.init);
    if (variable.defs.length > 1 || isRewritten || definition?.node.type !== 'VariableDeclarator') return undefined;
    const { id, init } = definition.node;
    return id.type === 'Identifier' && init ? this.of(init, steps) : undefined;
  }

  #member(node: NodeOf<'MemberExpression'>, steps: number): string | undefined {
    const name = memberName(node, this.evaluator);
    const object = unwrap(node.object);
    if (name === undefined) return undefined;
    if (object.type === 'MetaProperty') {
      if (OWN_FILE.has(name)) return this.#self;
      return name === 'dirname' ? '' : undefined;
    }
    if (name === 'filename' && this.evaluator.valueOf(object).kind === 'moduleObject') return this.#self;
    return URL_PARTS.has(name) ? this.of(object, steps) : undefined;
  }

  #call(node: NodeOf<'CallExpression'>, steps: number): string | undefined {
    const callee = unwrap(node.callee);
    const [first, ...others] = node.arguments;
    if (!first) return undefined;
    if (this.#isResolve(callee)) return this.#relative(first);
    const target = this.evaluator.valueOf(callee);
    if (isModule(target, 'url', 'fileURLToPath') || isModule(target, 'url', 'pathToFileURL')) {
      return this.of(first, steps);
    }
    if (target.kind !== 'module' || target.name.split('/')[0] !== 'path') return undefined;
    switch (target.path.at(-1)) {
      case 'dirname':
        return parentOf(this.of(first, steps));
      case 'join':
      case 'resolve':
      case 'normalize':
        return this.#joined(first, others, steps);
      default:
        return undefined;
    }
  }

  /** `require.resolve` and `import.meta.resolve`. */
  #isResolve(callee: Node): boolean {
    if (callee.type !== 'MemberExpression' || memberName(callee, this.evaluator) !== 'resolve') return false;
    const object = unwrap(callee.object);
    return object.type === 'MetaProperty' || this.evaluator.valueOf(object).kind === 'require';
  }

  #relative(specifier: Node): string | undefined {
    const text = this.#textOf(specifier);
    return text && /^\.\.?\//.test(text) ? joinedPath('', text) : undefined;
  }

  #joined(first: Node, others: readonly Node[], steps: number): string | undefined {
    const base = this.of(first, steps);
    const parts = others.map((part) => this.#textOf(part));
    if (base === undefined || !parts.every((part) => part !== undefined)) return undefined;
    return parts.some(isAbsolute) ? undefined : joinedPath(base, ...parts);
  }

  #isUrl(callee: Node): boolean {
    return (
      isGlobalNamed(unwrap(callee), 'URL', this.evaluator) || isModule(this.evaluator.valueOf(callee), 'url', 'URL')
    );
  }

  /** `new URL('./x.js', import.meta.url)`, also with a base that is a folder. */
  #url({ arguments: [first, base] }: Call, steps: number): string | undefined {
    if (!first) return undefined;
    if (!base) return this.of(first, steps);
    const path = this.#textOf(first);
    const file = this.of(base, steps);
    if (path === undefined || file === undefined || isAbsolute(path) || /^[a-z-]+:|[^.]\/$/i.test(path))
      return undefined;
    if (path === '') return file;
    return joinedPath(file === '' ? '' : parentOf(file)!, path.replace(/[?#].*$/s, ''));
  }

  #template({ quasis, expressions }: NodeOf<'TemplateLiteral'>, steps: number): string | undefined {
    const [first, ...others] = expressions;
    if (!first || quasis[0]!.value.raw !== '') return undefined;
    const base = this.of(first, steps);
    const texts = others.map((part) => this.#textOf(part));
    if (base === undefined || !texts.every((text) => text !== undefined)) return undefined;
    return appendedTo(
      base,
      quasis
        .slice(1)
        .flatMap((quasi, index) => [quasi.value.cooked ?? '', texts[index] ?? ''])
        .join(''),
    );
  }

  #appended(first: Node, others: readonly Node[], steps: number): string | undefined {
    const base = this.of(first, steps);
    const texts = others.map((part) => this.#textOf(part));
    if (base === undefined || !texts.every((text) => text !== undefined)) return undefined;
    return appendedTo(base, texts.join(''));
  }

  #textOf(node: Node): string | undefined {
    return textOf(this.evaluator.valueOf(node));
  }
}

/** `__dirname + '/x.js'`; without the `/` it is a name beside the folder. */
function appendedTo(base: string, text: string): string | undefined {
  return base === '' && text.startsWith('/') ? joinedPath('', text.slice(1)) : undefined;
}

function joinedPath(...parts: readonly string[]): string {
  const steps: string[] = [];
  for (const step of parts.join('/').split(/[\\/]+/)) {
    if (step === '' || step === '.') continue;
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop();
    else steps.push(step);
  }
  return steps.join('/');
}

function parentOf(path: string | undefined): string | undefined {
  return path === undefined ? undefined : joinedPath(path, '..');
}

function isAbsolute(path: string): boolean {
  return /^([\\/]|[a-z]:[\\/])/i.test(path);
}

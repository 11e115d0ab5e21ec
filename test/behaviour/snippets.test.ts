// The snippets as they are offered: each runs, does what it says, and has nothing for the rules to say.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { lint } from '../../rules/engine';
import { ROOT } from './support/bundle';
import { nodeOf } from './support/nodes';

interface Snippet {
  readonly prefix: string[];
  readonly description: string;
  readonly body: string[];
}

const LANGUAGES = { javascript: 20, typescript: 24 } as const;

type Language = keyof typeof LANGUAGES;

function snippetsOf(language: Language): [string, Snippet][] {
  return Object.entries(JSON.parse(fs.readFileSync(path.join(ROOT, 'snippets', `${language}.json`), 'utf8')));
}

/** What stands in the editor once a person has taken a snippet and left all places as they are. */
function expanded({ body }: Snippet): string {
  const values = new Map<string, string>();
  const text = body.join('\n').replace(/(?<!\\)\$\{(\d+):((?:[^\\}]|\\.)*)\}/g, (_, index, value) => {
    values.set(index, value);
    return value;
  });
  const filled = text.replace(/(?<!\\)\$(\d+)/g, (_, index) => values.get(index) ?? '');
  return `${filled.replace(/\\([$}\\])/g, '$1').replaceAll('\t', '  ')}\n`;
}

describe('snippets', function () {
  this.timeout(30_000);
  let folder: string;
  let running: ChildProcess | undefined;
  let output = '';

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'wl-snippets-')));
    output = '';
  });

  afterEach(async () => {
    if (running && running.exitCode === null && running.signalCode === null) {
      const ended = once(running, 'close');
      running.kill('SIGKILL');
      await ended;
    }
    running = undefined;
    fs.rmSync(folder, { recursive: true });
  });

  function write(name: string, language: Language, snippet: Snippet): string {
    const extension = language === 'typescript' ? 'mts' : name.includes('require') ? 'cjs' : 'mjs';
    const file = path.join(folder, `app.${extension}`);
    fs.writeFileSync(file, expanded(snippet));
    return file;
  }

  async function start(file: string, language: Language): Promise<ChildProcess> {
    const node = await nodeOf(LANGUAGES[language]);
    const env = { ...process.env, NODE_OPTIONS: '', PORT: '0' };
    running = spawn(node, ['--no-warnings', file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [running.stdout, running.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
        running?.emit('text');
      });
    }
    return running;
  }

  /** Waits until what was printed matches. */
  async function printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(output);
      if (match) return match;
      assert.ok(running && running.exitCode === null, `ended before ${pattern}:\n${output}`);
      await once(running, 'text');
    }
  }

  const does: Record<string, (program: ChildProcess) => Promise<void>> = {
    async cluster(program) {
      const [, pid] = await printed(/worker (\d+) listens/);
      process.kill(Number(pid), 'SIGKILL');
      await printed(/worker \d+ ended by SIGKILL/);
      // One more than there were at the start.
      await printed(new RegExp(`(worker \\d+ listens[^]*){${os.availableParallelism() + 1}}`));
      program.kill();
    },
    async 'thread-pool'(program) {
      const [code] = await once(program, 'close');
      assert.deepEqual({ code, output }, { code: 0, output: '[ 2, 4, 6 ]\n' });
    },
    async 'graceful-shutdown'(program) {
      await printed(/listens/);
      const ended = once(program, 'close');
      program.kill('SIGTERM');
      assert.deepEqual(await ended, [0, null]);
    },
  };

  for (const language of Object.keys(LANGUAGES) as Language[]) {
    for (const [name, snippet] of snippetsOf(language)) {
      it(`${name} runs in ${language}, and has no finding`, async () => {
        const file = write(name, language, snippet);
        assert.deepEqual(lint(expanded(snippet), file), []);
        await does[snippet.prefix[0]!]!(await start(file, language));
      });
    }
  }

  it('are sound TypeScript', () => {
    for (const [name, snippet] of snippetsOf('typescript')) {
      fs.writeFileSync(path.join(folder, `${name.replaceAll(' ', '-')}.mts`), expanded(snippet));
    }
    const compilerOptions = {
      ...{ strict: true, noEmit: true, module: 'nodenext', target: 'es2022', lib: ['es2023'], skipLibCheck: true },
      ...{ types: ['node'], typeRoots: [path.join(ROOT, 'node_modules/@types')] },
    };
    fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts'] }));
    const compiler = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
  });
});

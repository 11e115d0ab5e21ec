// `worker-lens run` against the plain command, with the real hub and agent of dist/.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';

const root = path.join(__dirname, '../..');
const cli = path.join(root, 'dist/cli.js');

interface Result {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

describe('worker-lens run', function () {
  this.timeout(60_000);
  let home: string;
  let env: NodeJS.ProcessEnv;
  let started: ChildProcess[];

  beforeEach(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-'));
    started = [];
    env = { ...process.env, HOME: home, XDG_RUNTIME_DIR: home, XDG_DATA_HOME: home, NODE_OPTIONS: '' };
  });

  afterEach(() => {
    // Only where a test failed is one still alive.
    for (const child of started) child.kill('SIGTERM');
    for (const pid of hubPids(home)) process.kill(pid, 'SIGTERM');
    fs.rmSync(home, { recursive: true, force: true });
  });

  function start(file: string, args: string[], options: { cwd?: string; detached?: boolean } = {}): ChildProcess {
    const child = spawn(file, args, { cwd: root, ...options, env, stdio: ['pipe', 'pipe', 'pipe'] });
    started.push(child);
    return child;
  }

  function observed(command: string[], options: string[] = []): ChildProcess {
    return start(process.execPath, [cli, 'run', ...options, '--', ...command]);
  }

  async function both(command: string[]): Promise<{ plain: Result; lens: Result }> {
    const [file, ...args] = command as [string, ...string[]];
    return { plain: await result(start(file, args)), lens: await result(observed(command)) };
  }

  it('passes output and exit status through', async () => {
    const script = 'process.stdout.write("out"); process.stderr.write("err"); process.exitCode = 3';
    const { plain, lens } = await both([process.execPath, '-e', script]);
    assert.deepEqual(lens, plain);
    assert.equal(lens.code, 3);
  });

  it('gives 128 + n for a command killed by a signal', async () => {
    const lens = await result(observed([process.execPath, '-e', 'process.kill(process.pid, "SIGKILL")']));
    assert.equal(lens.code, 137);
    assert.equal(lens.stderr, '');
  });

  it('gives its standard input to the command', async () => {
    const child = observed(['cat']);
    const end = result(child);
    child.stdin?.end('through');
    assert.equal((await end).stdout, 'through');
  });

  it('says what is wrong with a command that is not there, and gives 127', async () => {
    const lens = await result(observed(['no-such-command']));
    assert.equal(lens.code, 127);
    assert.match(lens.stderr, /'no-such-command' was not found\. Check its spelling/);
  });

  it('says what is wrong with its own options, and gives 2', async () => {
    const lens = await result(start(process.execPath, [cli, 'run', '--recrod', 'x', 'true']));
    assert.equal(lens.code, 2);
    assert.match(lens.stderr, /--recrod/);
    assert.match(lens.stderr, /Usage:/);
  });

  it('forwards a signal that the command alone would not get', async () => {
    const child = observed([process.execPath, '-e', waitFor('SIGTERM')]);
    const end = result(child);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    child.kill('SIGTERM');
    assert.deepEqual(await end, { code: 5, signal: null, stdout: 'ready\nSIGTERM\n', stderr: '' });
  });

  it('lets Ctrl-C reach the command once', async () => {
    const script = `let n = 0; process.on('SIGINT', () => { n++; setTimeout(() => { console.log('got ' + n); process.exit(0) }, 300) }); console.log('ready'); setInterval(() => {}, 1e3)`;
    const command = [process.execPath, cli, 'run', '--', process.execPath, '-e', script].map(quote).join(' ');
    // `script` runs the command by $SHELL. Left in between, a shell such as dash answers Ctrl-C with 130 of its own.
    env.SHELL = '/bin/sh';
    const terminal = start('script', ['-qefc', `exec ${command}`, '/dev/null']);
    const end = result(terminal);
    await once(terminal.stdout as NodeJS.ReadableStream, 'data');
    terminal.stdin?.write('\x03');
    const { stdout, code } = await end;
    assert.match(stdout, /got 1\r?\n/);
    assert.equal(code, 0);
  });

  it('runs the command without the lens where it cannot keep its socket private', async () => {
    fs.chmodSync(home, 0o755);
    fs.mkdirSync(path.join(home, 'worker-lens'), { mode: 0o777 });
    fs.chmodSync(path.join(home, 'worker-lens'), 0o777);
    const lens = await result(observed([process.execPath, '-p', '1 + 1']));
    assert.equal(lens.stdout, '2\n');
    assert.equal(lens.code, 0);
    assert.match(lens.stderr, /other users can reach into it.*runs without the lens/);
  });

  it('runs the command without the lens where the recording cannot be written', async () => {
    const lens = await result(observed([process.execPath, '-p', '1 + 1'], ['--record', '/proc/no/r.wlens.jsonl']));
    assert.equal(lens.stdout, '2\n');
    assert.equal(lens.code, 0);
    assert.match(lens.stderr, /r\.wlens\.jsonl/);
  });

  it('says nothing of a hub that is too busy to hear the last words', async () => {
    const child = observed([process.execPath, '-e', waitFor('SIGTERM')]);
    const end = result(child);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    const [hub] = hubPids(home);
    process.kill(hub!, 'SIGSTOP');
    try {
      child.kill('SIGTERM');
      assert.deepEqual(await end, { code: 5, signal: null, stdout: 'ready\nSIGTERM\n', stderr: '' });
    } finally {
      process.kill(hub!, 'SIGCONT');
    }
  });

  for (const recorded of [false, true]) {
    it(`says once that the hub has gone, and what that means${recorded ? ' for the recording' : ''}`, async function () {
      this.timeout(20_000);
      const file = path.join(home, 'r.wlens.jsonl');
      const child = observed([process.execPath, '-e', waitFor('SIGTERM')], recorded ? ['--record', file] : []);
      const end = result(child);
      await once(child.stdout as NodeJS.ReadableStream, 'data');
      killHub();
      await once(child.stderr as NodeJS.ReadableStream, 'data');
      child.kill('SIGTERM');
      const { stderr, ...rest } = await end;
      assert.deepEqual(rest, { code: 5, signal: null, stdout: 'ready\nSIGTERM\n' });
      const recording = recorded ? ` The recording ${file} ends here.` : '';
      const lost = 'The hub of Worker Lens has ended: the command runs on unobserved.';
      assert.equal(stderr, `worker-lens: ${lost}${recording}\n`);
      assert.deepEqual(directories(), []);
    });
  }

  it('says that the recording may be incomplete where the hub goes after the command', async () => {
    const file = path.join(home, 'r.wlens.jsonl');
    const script = waitFor('SIGTERM').replace("'ready'", 'process.pid');
    const child = observed([process.execPath, '-e', script], ['--record', file]);
    const end = result(child);
    const [pid] = await once(child.stdout as NodeJS.ReadableStream, 'data');
    process.kill(hubPids(home)[0]!, 'SIGSTOP');
    child.kill('SIGTERM');
    // Gone once its end was seen, upon which the hub is told of it.
    while (fs.existsSync(`/proc/${parseInt(pid, 10)}`)) await new Promise(setImmediate);
    killHub();
    const { code, stderr } = await end;
    assert.equal(code, 5);
    const loss = `The recording ${file} may be incomplete: the hub ended before all was written.`;
    assert.equal(stderr, `worker-lens: ${loss}\n`);
    assert.deepEqual(directories(), []);
  });

  function killHub(): void {
    process.kill(hubPids(home)[0]!, 'SIGKILL');
  }

  /** Of hubs; what V8 made of the agent stands beside them. */
  function directories(): string[] {
    const found = fs.readdirSync(path.join(home, 'worker-lens'), { withFileTypes: true });
    return found.filter((each) => each.isDirectory()).map(({ name }) => name);
  }

  it('leaves nothing behind but what V8 made of the agent, which the next run finds', async function () {
    this.timeout(20_000);
    // What V8 makes under options is not kept, and the stub stands elsewhere.
    delete env.NODE_OPTIONS;
    env.XDG_DATA_HOME = path.join(home, 'data');
    const found = [await whatIsLeft(), await whatIsLeft()];
    assert.match(found[0]!.name, /^code-.*(?<!\.tmp)$/);
    assert.deepEqual(found[1], found[0]);
  });

  /** Of a run that had an agent, once its hub has ended too: one file below the directory of all hubs. */
  async function whatIsLeft(): Promise<{ name: string; inode: number }> {
    const hubs = path.join(home, 'worker-lens');
    const program = path.join(home, 'program.js');
    fs.writeFileSync(program, waitFor('SIGTERM'));
    const child = observed([process.execPath, program]);
    const end = result(child);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    await changed(hubs, () => fs.readdirSync(hubs).some((name) => /^code-.*(?<!\.tmp)$/.test(name)));
    const [hub] = hubPids(home);
    child.kill('SIGTERM');
    assert.equal((await end).code, 5);
    // By itself it would end 10 s later.
    process.kill(hub!, 'SIGTERM');
    await changed(hubs, () => fs.readdirSync(hubs).length === 1);
    const [name] = fs.readdirSync(hubs) as [string];
    return { name, inode: fs.statSync(path.join(hubs, name)).ino };
  }

  it('prints the tree with --summary', async () => {
    const program = path.join(root, 'samples/basic-worker-thread/main.js');
    const lens = await result(observed([process.execPath, program], ['--summary']));
    assert.match(lens.stderr, /main\.js · pid \d+ · exited \(0\)\n\s+thread 1 · square-roots · exited \(0\)/);
  });

  it('records every fork, online, listening and exit of a cluster, 20 runs in a row', async () => {
    for (let round = 0; round < 20; round++) await recordCluster(round);
  });

  async function recordCluster(round: number): Promise<void> {
    const file = path.join(home, `r${round}.wlens.jsonl`);
    env.PORT = '0';
    env.WORKERS = '3';
    const child = observed([process.execPath, 'samples/basic-cluster/app.js'], ['--record', file]);
    const end = result(child);
    const { port, primary } = await listening(child, 3);
    await answer(port);
    process.kill(primary, 'SIGTERM');
    const { code, stderr } = await end;
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' }, `round ${round}`);
    const counts = countTypes(file);
    for (const type of ['fork', 'online', 'listening', 'disconnect', 'exit']) {
      assert.equal(counts.get(type), 3, `${type} in round ${round}`);
    }
    assert.equal(counts.get('recording'), 1);
    assert.equal(counts.get('end'), 1, `end in round ${round}`);
  }
});

async function result(child: ChildProcess): Promise<Result> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, stdout, stderr };
}

/** A program that prints the signal it got and ends with 5. */
function waitFor(signal: string): string {
  return `process.on('${signal}', () => { console.log('${signal}'); process.exit(5) }); console.log('ready'); setInterval(() => {}, 1e3)`;
}

function quote(word: string): string {
  return `'${word.replace(/'/g, `'\\''`)}'`;
}

/** Waits until `count` workers of samples/basic-cluster listen; gives their port and the primary's pid. */
function listening(child: ChildProcess, count: number): Promise<{ port: number; primary: number }> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('close', () => reject(new Error(`ended early: ${text}`)));
    child.stdout?.on('data', (chunk) => {
      text += chunk;
      const ports = [...text.matchAll(/listens on port (\d+)/g)].map((match) => Number(match[1]));
      const primary = Number(/Primary process started \(PID (\d+)\)/.exec(text)?.[1]);
      if (ports.length === count) resolve({ port: ports[0] as number, primary });
    });
  });
}

function answer(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, agent: false }, (response) => {
      response.resume().on('end', resolve);
    });
    request.on('error', reject);
  });
}

function countTypes(file: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of fs.readFileSync(file, 'utf8').trim().split('\n')) {
    const { type, time } = JSON.parse(line);
    assert.equal(typeof time, 'number', line);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}

/** Waits until something is true of a directory, which is looked at whenever a name comes or goes in it. */
async function changed(directory: string, isTrue: () => boolean): Promise<void> {
  const watcher = fs.watch(directory, { persistent: false });
  while (!isTrue()) await once(watcher, 'change');
  watcher.close();
}

/** Hubs that serve a rendezvous directory below `home`. */
function hubPids(home: string): number[] {
  return fs
    .readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'hub.json')
    .map((name) => JSON.parse(fs.readFileSync(path.join(home, name), 'utf8')).pid);
}

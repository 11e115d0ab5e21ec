// What goes wrong: one clear sentence to the person for each, and no harm to any program.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { WebSocket } from 'ws';
import { AGENT_PATH, AGENT_PROTOCOL, type Hello } from '../../../protocol/agent';
import { RENDEZVOUS_FILE, type Rendezvous, readRendezvous } from '../../../protocol/rendezvous';
import { HubConnection } from '../../../viewer/hub-connection';
import { eventually } from '../harness/eventually';
import { Workbench } from '../harness/workbench';
import { isAlive, listeningPorts } from '../host/support/processes';
import { CLUSTER_WORKSPACE, heighten, hubDirectory, hubOf, LiveCluster, WORKERS } from './live-cluster';
import { allMessages, clearMessages, readDialog } from './messages';
import { VSIX } from './vsix';

const LAUNCH = {
  version: '0.2.0',
  configurations: [
    { type: 'worker-lens', request: 'launch', name: 'Cluster', program: '$' + '{workspaceFolder}/app.js' },
    { type: 'worker-lens', request: 'launch', name: 'Missing', program: '$' + '{workspaceFolder}/missing.js' },
    { type: 'worker-lens', request: 'launch', name: 'Wrong', program: '$' + '{workspaceFolder}/wrong.js' },
  ],
};

const FILES = {
  '.vscode/launch.json': JSON.stringify(LAUNCH, undefined, 2),
  'wrong.js': "'use strict';\nconst answer = ;\n",
};

const RECORDING = /(^|\/)recordings-\d+(\/|$)/;

describe('a person whom something goes wrong for', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let cluster: LiveCluster;
  let files: string[];

  before(async () => {
    workbench = await Workbench.start({ ...CLUSTER_WORKSPACE, files: FILES, vsix: VSIX });
    await start('Cluster');
    cluster = await LiveCluster.find(workbench);
    files = await temporaryFiles(workbench);
  });

  after(() => workbench?.stop());

  afterEach(async function () {
    const title = this.currentTest?.title.replace(/[^a-z]+/gi, '-');
    await workbench.screenshot(join('person/faults', `${title}-${this.currentTest?.state}`));
    await clearMessages(workbench);
  });

  /** Starts a configuration of launch.json. */
  async function start(name: string): Promise<void> {
    await workbench.runCommand('Debug: Select and Start Debugging');
    await workbench.pick(name);
  }

  async function isTold(pattern: RegExp): Promise<void> {
    console.log(`      "${await workbench.waitForNotification(pattern)}"`);
  }

  /** Holds that a person saw this message, and no other since. */
  async function nothingElseWasTold(pattern: RegExp): Promise<void> {
    // What is told stays until it is closed; a progress goes by itself, and is waited for.
    const read = () => allMessages(workbench);
    const accept = (messages: string[]) => messages.length === 1 && pattern.test(messages[0] ?? '');
    await eventually(workbench.page, { read, accept, what: `one message, like ${pattern}` });
  }

  /** Waits until each process and thread of the cluster has found the hub that runs now. */
  async function allAgentsBack(): Promise<void> {
    const hub = await HubConnection.find({ directory: hubDirectory(workbench.server) });
    assert.ok(hub, 'no hub answers');
    const { processes, threads } = hub.model;
    const connected = () => [...processes.values(), ...threads.values()].filter((each) => each.connected).length;
    await new Promise<void>((resolve) => {
      const look = () => connected() === 1 + 2 * WORKERS && resolve();
      hub.onDidChange(look);
      look();
    });
    hub.close();
  }

  it('is told once of a hub that was killed, and goes on', async () => {
    const { pid } = hubOf(workbench.server);
    process.kill(pid, 'SIGKILL');
    const told = /^The Worker Lens hub ended and is being started again\. Your program runs on/;
    await isTold(told);
    const read = async () => readRendezvous(hubDirectory(workbench.server))?.pid;
    const accept = (found: number | undefined) => found !== undefined && found !== pid;
    await eventually(workbench.page, { read, accept, what: 'another hub' });
    const again = await LiveCluster.find(workbench);
    assert.deepEqual(again.pids, cluster.pids);
    await again.runsOn();
    // The tree reads as before, and is drawn anew while agents come back: a click meant for a row may be lost.
    await allAgentsBack();
    await again.attachByCommand(2);
    await again.detach(2);
    await nothingElseWasTold(told);
  });

  it('is told once of a program that came with a wrong token', async () => {
    const hub = hubOf(workbench.server);
    const strangers = [1, 2, 3].map(() => connect({ ...hub, token: 'f'.repeat(hub.token.length) }));
    for (const stranger of strangers) assert.match(await refusal(stranger), /401/);
    const told = /without the right token, and was refused/;
    await isTold(told);
    await cluster.isUnattended();
    await cluster.runsOn();
    await nothingElseWasTold(told);
  });

  it('is told once of an agent that cannot be understood', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    try {
      const socket = connect(hubOf(workbench.server));
      await once(socket, 'open');
      socket.send(JSON.stringify(hello(child.pid ?? 0)));
      await once(socket, 'message');
      for (const rubbish of ['{"type":"listening","worker":"two"}', 'no JSON at all', '[]']) socket.send(rubbish);
      const told = new RegExp(`^Process ${child.pid} sent a message that the hub does not understand`);
      await isTold(told);
      await cluster.runsOn();
      await nothingElseWasTold(told);
      socket.terminate();
    } finally {
      child.kill();
    }
  });

  it('is told of a program that does not exist', async () => {
    await start('Missing');
    const text = await readDialog(workbench);
    console.log(`      "${text}"`);
    assert.match(text, /The program \S+\/missing\.js does not exist\. Set "program" in launch\.json/);
    assert.deepEqual(await allMessages(workbench), []);
    assert.doesNotMatch(await cluster.rows.text(), /missing/);
    await cluster.runsOn();
  });

  it("sees a syntax error as a crash, in Node's own words", async () => {
    await start('Wrong');
    await heighten(workbench);
    const text = await cluster.rows.waitForText(/^wrong\.js crashed · code 1/m);
    console.log(text.replace(/^(?=.)/gm, '      '));
    const read = () => workbench.terminalText();
    const accept = (shown: string) => /SyntaxError: Unexpected token ';'/.test(shown);
    await eventually(workbench.page, { read, accept, what: "Node's message in the terminal" });
    assert.deepEqual(await allMessages(workbench), []);
    await cluster.runsOn();
  });

  it('sends nothing to another process than was chosen, where a hub came anew meanwhile', async () => {
    const row = (worker: number) => new RegExp(`worker ${worker} pid \\d+ · :\\d+`);
    await workbench.runCommand('Worker Lens: Send Message…');
    await workbench.pick(`pid ${cluster.pidOf(2)} `);
    // A hub numbers those that live, which the chosen one is none of by then: its number is another's.
    process.kill(cluster.pidOf(2), 'SIGKILL');
    await cluster.waitForTree(row(WORKERS + 1));
    process.kill(hubOf(workbench.server).pid, 'SIGKILL');
    await isTold(/^The Worker Lens hub ended/);
    // That one comes only from the hub that runs now.
    process.kill(cluster.pidOf(1), 'SIGKILL');
    await cluster.waitForTree(row(WORKERS + 2));
    await workbench.typeAndConfirm('{"cmd":"reload"}');
    await isTold(/^That row is another process now\. Choose again\.$/);
  });

  it('is left with nothing of a run but its row and its recording, and with none once it is cleared', async () => {
    await cluster.rows.clickAction(/^app\.js/, 'Stop Run');
    await cluster.rows.waitForText(/^app\.js (?!running)/m);
    assert.deepEqual(cluster.pids.filter(isAlive), []);
    const { server } = workbench;
    const left = server.programs().filter(({ command }) => command.includes(server.workspace));
    assert.deepEqual(left, [], 'processes are left');
    assert.deepEqual(listeningPorts(hubOf(server).pid), [], 'ports are left');
    assert.deepEqual(await temporaryFiles(workbench), files, 'files are left');
    await workbench.runCommand('Worker Lens: Clear Ended Runs');
    const read = () => recordings(workbench);
    await eventually(workbench.page, { read, accept: (left) => left.length === 0, what: 'no recording' });
  });
});

/** A client on the hub's socket that says it is an agent. */
function connect({ address, token }: Rendezvous): WebSocket {
  return new WebSocket(`ws+unix:${address}:${AGENT_PATH}`, { headers: { authorization: `Bearer ${token}` } });
}

async function refusal(socket: WebSocket): Promise<string> {
  const [error] = await once(socket, 'error');
  return error.message;
}

/** The first words of an agent, for a process that has none. */
function hello(pid: number): Hello {
  const time = Number(process.hrtime.bigint()) / 1e6;
  return {
    type: 'hello',
    time,
    protocol: AGENT_PROTOCOL,
    process: `stranger-${pid}`,
    thread: 0,
    pid,
    ppid: process.pid,
    run: null,
    spawner: null,
    argv: [process.execPath, '/stranger.js'],
    execArgv: [],
    cwd: '/',
    node: process.version,
    started: time,
    inspector: null,
    inspectable: true,
    resumed: false,
  };
}

/** What stands in the folders for temporary files, without VS Code's own and what the hub is found by. */
async function temporaryFiles(workbench: Workbench): Promise<string[]> {
  const { server } = workbench;
  const others = [RENDEZVOUS_FILE, 'hub.log', basename(hubOf(server).address)];
  const isOthers = (name: string) => others.includes(name) || /^(vscode-|node-debug-callback-)/.test(name);
  const files = await writtenFiles(workbench);
  return files.filter((file) => !isOthers(basename(file)) && !RECORDING.test(file));
}

/** What the hubs keep of runs. */
async function recordings(workbench: Workbench): Promise<string[]> {
  return (await writtenFiles(workbench)).filter((file) => file.endsWith('.wlens.jsonl'));
}

async function writtenFiles({ server }: Workbench): Promise<string[]> {
  const lists = await Promise.all(
    ['tmp', 'run'].map((folder) => readdir(join(server.root, folder), { recursive: true })),
  );
  return lists.flat();
}

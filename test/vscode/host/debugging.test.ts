// The safe-debugging contract in a real VS Code, with js-debug itself: what else can befall an attached target.
import * as vscode from 'vscode';
import { readRendezvous, rendezvousDirectory } from '../../../protocol/rendezvous';
import { AttachedCluster } from './support/attached-cluster';
import { useDebuggerWatch } from './support/debugger';
import { useLens } from './support/lens';

describe('debugging', () => {
  const lenses = useLens();
  const debuggers = useDebuggerWatch();

  const start = (count: number) => AttachedCluster.start(lenses.lens, debuggers.watch, count);

  const terminate = { terminateDebuggee: true };
  const requests: Record<string, () => Thenable<unknown> | undefined> = {
    'disconnect of the session that was asked for': () =>
      debuggers.watch.asked()[0]?.customRequest('disconnect', terminate),
    'disconnect of the session of the target': () =>
      debuggers.watch.targets()[0]?.customRequest('disconnect', terminate),
    'terminate of the session that was asked for': () => debuggers.watch.asked()[0]?.customRequest('terminate'),
    'terminate of the session of the target': () => debuggers.watch.targets()[0]?.customRequest('terminate'),
  };
  for (const [what, request] of Object.entries(requests)) {
    it(`lets a stopped worker run on at the request ${what}, whatever it asks for`, async () => {
      const cluster = await start(2);
      const answers = await cluster.stopOne();
      // Its session may end before it answers.
      await Promise.race([Promise.resolve(request()).catch(() => {}), debuggers.watch.none()]);
      await Promise.all(answers);
      await cluster.runsOn();
    });
  }

  it('ends the run, with a worker stopped in it, when its own session is stopped', async () => {
    const cluster = await start(2);
    const answers = await cluster.stopOne();
    await vscode.debug.stopDebugging(await lenses.lens.session());
    await Promise.all(answers);
    await cluster.hasEnded();
  });

  it('lets a stopped worker end by itself when its primary was killed', async () => {
    const cluster = await start(2);
    const answers = await cluster.stopOne();
    process.kill(cluster.primary.pid ?? 0, 'SIGKILL');
    await Promise.all(answers);
    await cluster.hasEnded();
  });

  it('lets a stopped worker run on when the hub is killed', async () => {
    const cluster = await start(2);
    const answers = await cluster.stopOne();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    process.kill(readRendezvous(rendezvousDirectory(folder))?.pid ?? 0, 'SIGKILL');
    await Promise.all(answers);
    await debuggers.watch.none();
    await cluster.isBack();
    await cluster.runsOn();
  });

  it('attaches to eight workers at once, stops each, and lets all go', () =>
    start(8).then((cluster) => cluster.stopAllAtOnce()));
});

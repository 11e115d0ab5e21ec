// Builds the agent of one process or thread, and starts it.
import { Asking } from './ask';
import { Children } from './children';
import { hasFlags, keepCode } from './code';
import { ClusterCollector } from './collectors/cluster';
import type { Collector } from './collectors/collector';
import { FiguresCollector } from './collectors/figures';
import { InspectorCollector } from './collectors/inspector';
import { parentPortCollector } from './collectors/parent-port';
import { processCollector } from './collectors/process';
import { spawnCollector } from './collectors/spawn';
import { spawnSyncCollector } from './collectors/spawn-sync';
import { threadsCollector } from './collectors/threads';
import { Commands } from './commands';
import { hide } from './hide';
import { adoptLiving } from './late';
import { Messages } from './messages';
import { setQuietTimer } from './originals';
import { syncExports } from './patch';
import { Reporter } from './reporter';
import { safely } from './safely';
import { asks, forgetSelf, identify, leaveMark } from './self';

/** A thread gone sooner costs the program no socket: there are programs that make one for each request. */
const THREAD_CONNECTS_MS = 250;

export function begin(): void {
  const self = identify();
  if (!self) return;
  hide(self);
  const keeps = !hasFlags();
  const reporter = new Reporter(self);
  const children = new Children(reporter);
  const inspector = new InspectorCollector(reporter);
  const cluster = new ClusterCollector(reporter, children);
  const figures = new FiguresCollector(reporter);
  const asking = new Asking();
  const spawns = spawnCollector(reporter, children, () => cluster.hook());
  const threads = threadsCollector(reporter);
  const commands = new Commands(reporter, {
    inspector,
    cluster,
    asking,
    figures,
    messages: new Messages(children, threads),
    letGo: () => letGo(collectors, reporter),
  });
  reporter.onCommand = (command) => {
    commands.run(command);
    if (keeps && command.type === 'welcome') safely(keepCode);
  };
  reporter.onLost = () => inspector.abandoned();
  const collectors: Collector[] = [
    inspector,
    figures,
    processCollector(reporter),
    spawns,
    spawnSyncCollector(reporter, children),
    cluster,
    threads,
    parentPortCollector(reporter),
  ];
  for (const collector of collectors) safely(() => collector.start());
  safely(syncExports);
  if (self.thread !== 0) leaveMark(self);
  if (asks(self) && !self.environment.late) safely(() => asking.wait(reporter));
  else if (self.thread === 0 || self.environment.late) reporter.connect();
  else setQuietTimer(() => reporter.connect(), THREAD_CONNECTS_MS);
  if (self.thread === 0 && self.environment.late) adoptLiving(reporter, spawns, cluster);
}

/** The program is as without the lens from here on, but for what it did meanwhile. */
function letGo(collectors: Collector[], reporter: Reporter): void {
  for (const collector of collectors.reverse()) safely(() => collector.stop());
  safely(syncExports);
  reporter.stop();
  safely(forgetSelf);
}

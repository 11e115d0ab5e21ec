// Builds the agent of one process or thread, and starts it.
import { Asked } from './asked-loader';
import { Children } from './children';
import { hasFlags, keepCode } from './code';
import type { Collector } from './collectors/collector';
import { InspectorCollector } from './collectors/inspector';
import { portsCollector } from './collectors/ports';
import { processCollector } from './collectors/process';
import { spawnCollector } from './collectors/spawn';
import { spawnSyncCollector } from './collectors/spawn-sync';
import { threadsCollector } from './collectors/threads';
import { Commands } from './commands';
import { hide } from './hide';
import { setQuietTimer } from './originals';
import { syncExports } from './patch';
import { Ports } from './ports';
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
  const spawns = spawnCollector(reporter, children, () => asked.parts.cluster.hook());
  const ports = new Ports(reporter);
  const threads = threadsCollector(reporter, { ports, bringIn: () => asked.parts.bringIntoThreads() });
  const asked: Asked = new Asked({ reporter, children, spawns, threads });
  const commands = new Commands(reporter, {
    inspector,
    asked,
    letGo: () => letGo(collectors, reporter),
  });
  reporter.onCommand = (command) => {
    commands.run(command);
    if (keeps && command.type === 'welcome')
      safely(() => keepCode((file, content) => asked.parts.keepFile(file, content)));
  };
  reporter.onLost = () => inspector.abandoned();
  const collectors: Collector[] = [
    inspector,
    asked,
    processCollector(reporter),
    spawns,
    spawnSyncCollector(reporter, children),
    threads,
    portsCollector(reporter, ports),
  ];
  for (const collector of collectors) safely(() => collector.start());
  safely(syncExports);
  if (self.thread !== 0) leaveMark(self);
  // A permission to read can be dropped later.
  const asking = asks(self) && !self.environment.late;
  const loaded = asking || 'permission' in process ? safely(() => asked.parts) : undefined;
  if (asking && loaded) safely(() => loaded.errands.asking.wait(reporter));
  else if (self.thread === 0 || self.environment.late) reporter.connect();
  else setQuietTimer(() => reporter.connect(), THREAD_CONNECTS_MS);
  if (self.thread === 0 && self.environment.late) safely(() => asked.parts.adoptLiving());
}

/** The program is as without the lens from here on, but for what it did meanwhile. */
function letGo(collectors: Collector[], reporter: Reporter): void {
  for (const collector of collectors.reverse()) safely(() => collector.stop());
  safely(syncExports);
  reporter.stop();
  safely(forgetSelf);
}

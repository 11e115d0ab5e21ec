// What most processes never need: what only happens when somebody asks, in a primary, or in a process that ran already. A
// bundle of its own, `dist/agent-asked.cjs`. It shares with the agent what asked-loader.ts names, so that nothing is taken of
// Node once the program runs.
import type { Children } from './children';
import { ClusterCollector } from './collectors/cluster';
import { FiguresCollector } from './collectors/figures';
import type { SpawnCollector } from './collectors/spawn';
import type { ThreadsCollector } from './collectors/threads';
import { Errands } from './errands';
import { keepFile } from './keep-file';
import { adoptLiving, bringIntoThreads } from './late';
import { Messages } from './messages';
import { Payloads } from './payloads';
import type { Reporter } from './reporter';
import { Workers } from './workers';

/** Of the agent, what this works with. */
interface Base {
  reporter: Reporter;
  children: Children;
  spawns: SpawnCollector;
  threads: ThreadsCollector;
}

function make({ reporter, children, spawns, threads }: Base) {
  const cluster = new ClusterCollector(reporter, children);
  const figures = new FiguresCollector(reporter);
  const payloads = new Payloads(reporter.counters);
  const messages = new Messages(children, threads);
  const errands = new Errands({ figures, messages, payloads, workers: new Workers(cluster, children) });
  return {
    cluster,
    errands,
    keepFile,
    adoptLiving: () => adoptLiving(reporter, spawns, cluster),
    bringIntoThreads: () => bringIntoThreads(reporter),
    stop() {
      cluster.stop();
      figures.stop();
      payloads.filter(null);
    },
  };
}

// No `export`: what it compiles to would call functions that the program may have replaced.
export = { make };

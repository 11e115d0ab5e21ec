// Loads what most processes never need, see asked.ts, the first time that one does.
import type asked = require('./asked');

import type { Collector } from './collectors/collector';
import {
  clearTimer,
  closeFile,
  compile,
  fileStatus,
  loadBuiltin,
  now,
  openFile,
  ownProperty,
  readDescriptor,
  readLink,
  removeFile,
  renameFile,
  setQuietTimer,
  sleep,
  writeDescriptor,
} from './originals';
import { hookEmit } from './patch';
import { describe } from './records';
import { dataProperty, isObject, isProxy, numberProperty, safely, stringProperty, types, wordOf } from './safely';
import { KEY, SHARED as SHARED_NUMBERS } from './self';
import { spawnSettings } from './settings';
import { isoText, nativeWords } from './shape';
import { pathOf } from './site';

type Base = Parameters<typeof asked.make>[0];
type Parts = ReturnType<typeof asked.make>;

/** By the names under which asked.ts and what it imports ask for them: nothing else, since the program may have replaced `require`. */
const SHARED: Record<string, unknown> = {
  // In the bundle they are those of intrinsics.ts.
  intrinsics: { Array, Buffer, JSON, Math, Object, Reflect },
  originals: {
    clearTimer,
    closeFile,
    fileStatus,
    loadBuiltin,
    now,
    openFile,
    ownProperty,
    readLink,
    removeFile,
    renameFile,
    setQuietTimer,
    sleep,
    writeDescriptor,
  },
  patch: { hookEmit },
  records: { describe },
  safely: { dataProperty, isObject, isProxy, numberProperty, safely, stringProperty, types, wordOf },
  self: { KEY, SHARED: SHARED_NUMBERS },
  settings: { spawnSettings },
  shape: { isoText, nativeWords },
  site: { pathOf },
};

const GONE = 'Worker Lens was updated: start this program anew.';

export class Asked implements Collector {
  readonly #base: Base;
  #parts: Parts | null = null;

  constructor(base: Base) {
    this.#base = base;
  }

  start(): void {}

  /** @throws Error with words for people, where the file is gone. */
  get parts(): Parts {
    this.#parts ??= load(this.#base.reporter.self.environment.agent).make(this.#base);
    return this.#parts;
  }

  stop(): void {
    this.#parts?.stop();
    this.#parts = null;
  }
}

function load(agent: string): typeof asked {
  const text = safely(() => read(agent.replace(/\.cjs$/, '-asked.cjs')));
  if (text === undefined) throw new Error(GONE);
  const module = { exports: {} as typeof asked };
  // Under the agent's name: its frames are none of the program's.
  const run = compile(text, ['module', 'require'], { filename: agent });
  run(module, (id: string) => SHARED[id.slice(id.lastIndexOf('/') + 1)]);
  return module.exports;
}

/** Whole files Node reads through functions that the program may have replaced. */
function read(file: string): string {
  const { size } = fileStatus(file);
  const descriptor = openFile(file, 'r');
  const content = Buffer.alloc(size);
  const length = safely(() => readDescriptor(descriptor, content, 0, size, 0));
  closeFile(descriptor);
  if (length !== size) throw new Error(file);
  return content.toString();
}

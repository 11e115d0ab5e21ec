// What the stub loads into each process and thread of a run. Whatever fails in it, the program starts.
import { begin } from './begin';

const LOADED = Symbol.for('worker-lens');

try {
  delete require.cache[__filename];
  if (!Object.hasOwn(process, LOADED)) {
    Object.defineProperty(process, LOADED, { value: true });
    begin();
  }
} catch {
  // Nothing is observed here; the program's own code has not begun.
}

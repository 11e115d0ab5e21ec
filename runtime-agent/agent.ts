// What the stub loads into each process and thread of a run. The stub takes whatever is thrown here, and the program starts.
import { begin } from './begin';

const LOADED = Symbol.for('worker-lens');

delete require.cache[__filename];
if (!Object.hasOwn(process, LOADED)) {
  Object.defineProperty(process, LOADED, { value: true, configurable: true });
  begin();
}

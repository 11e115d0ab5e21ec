// Synchronous calls into a thread: `Atomics.wait` in the one, `receiveMessageOnPort` in both.
import { createSyncFn } from 'synckit';

const call = createSyncFn(new URL('./worker.mjs', import.meta.url).href);

console.log(Array.from({ length: 200 }, (_, n) => call('double', n)).reduce((sum, each) => sum + each, 0));
console.log(call('map', new Map([['a', 1n]])));
try {
  call('fail', 'a reason');
} catch (error) {
  console.log(error.name, error.message, error.detail);
}
call('say', 'a line of its own');
console.log(call('surroundings'));
try {
  createSyncFn(new URL('./slow.mjs', import.meta.url).href, { timeout: 200 })();
} catch (error) {
  console.log(error.message.replace(/\d+/g, 'n'));
}

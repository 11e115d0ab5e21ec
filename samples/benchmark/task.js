'use strict';

/** Some work for a processor, of a few milliseconds. */
function runTask() {
  let sum = 0;
  for (let i = 0; i < 500_000; i++) {
    sum += Math.sqrt(i) + Math.sin(i);
  }
  return sum;
}

module.exports = { runTask };

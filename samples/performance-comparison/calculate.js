'use strict';

const { setImmediate: nextTurn } = require('node:timers/promises');

const atOnce = 1_000_000;

/** In parts: between two of them its event loop can answer whoever asks. */
async function calculate({ from, to }) {
  let sum = 0;
  for (let begin = from; begin < to; begin += atOnce) {
    sum += calculatePart(begin, Math.min(begin + atOnce, to));
    await nextTurn();
  }
  return sum;
}

function calculatePart(from, to) {
  let sum = 0;
  for (let i = from; i < to; i++) {
    sum += Math.sqrt(i) + Math.sin(i) + Math.cos(i);
  }
  return sum;
}

module.exports = { calculate };

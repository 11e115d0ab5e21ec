'use strict';

function calculate({ from, to }) {
  let sum = 0;
  for (let i = from; i < to; i++) {
    sum += Math.sqrt(i) + Math.sin(i) + Math.cos(i);
  }
  return sum;
}

module.exports = { calculate };

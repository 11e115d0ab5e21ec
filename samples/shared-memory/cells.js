'use strict';

/** What each cell of the shared array is for. */
module.exports = { SUM: 0, DONE: 1, ROUND: 2, END: -1 };

'use strict';

/** Throws what the client is told as "400 Bad Request". The status survives the way from a thread to its creator. */
function check(condition, message) {
  if (!condition) throw Object.assign(new Error(message), { status: 400 });
}

module.exports = { check };

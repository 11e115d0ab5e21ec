'use strict';

const http = require('node:http');

const clients = Number(process.env.CLIENTS || 16);

/** Asks as fast as it is answered, by so many clients at once, for `duration` ms. */
async function load({ port, url, duration }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  const until = performance.now() + duration;
  const times = [];

  const ask = async () => {
    while (performance.now() < until) {
      const startedAt = performance.now();
      await get({ host: '127.0.0.1', port, path: url, agent });
      times.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: clients }, ask));
  agent.destroy();
  return { count: times.length, averageTime: times.reduce((sum, time) => sum + time, 0) / times.length };
}

function get(options) {
  return new Promise((resolve, reject) => {
    const request = http.get(options, (response) => response.resume().on('end', resolve));
    request.on('error', reject);
  });
}

module.exports = { load };

// A daemon of its own keeps a cluster alive: start, a crash, reload, a saved list, and back from it.
const fs = require('node:fs');
const path = require('node:path');
const { promisify } = require('node:util');
const pm2 = require('pm2');

const call = Object.fromEntries(
  ['connect', 'start', 'list', 'launchBus', 'reload', 'restart', 'delete', 'dump', 'resurrect', 'killDaemon'].map(
    (name) => [name, promisify(pm2[name].bind(pm2))],
  ),
);

/** pm2's own messages are not what a program looks at. */
console.log = () => {};
const say = (...words) => process.stdout.write(`${words.join(' ')}\n`);

async function main() {
  await call.connect();
  const bus = await call.launchBus();
  const events = watch(bus);
  await call.start({
    name: 'served',
    script: path.join(__dirname, 'app.cjs'),
    exec_mode: 'cluster',
    instances: 2,
    wait_ready: true,
    restart_delay: 0,
    node_args: ['--stack-trace-limit=5'],
    env: { ROLE: 'worker' },
  });
  say('started', await table());
  say('says', await events.said(2));

  const [first] = await call.list();
  pm2.sendDataToProcessId(first.pm_id, { type: 'process:msg', data: { crash: true }, topic: 'crash' }, () => {});
  await events.seen('exit', first.pm_id);
  await events.seen('online', first.pm_id);
  say('crashed', await table());

  await call.reload('served');
  say('reloaded', await table());
  await call.dump();
  const saved = fs.readFileSync(path.join(process.env.PM2_HOME, 'dump.pm2'), 'utf8');
  say('saved', JSON.parse(saved).length, /"WORKER_LENS"|stub\.cjs/.test(saved));
  await call.delete('served');
  say('deleted', await table());
  await call.resurrect();
  say('resurrected', await table());

  const pid = Number(fs.readFileSync(path.join(process.env.PM2_HOME, 'pm2.pid'), 'utf8'));
  await call.killDaemon();
  await gone(pid);
  say('the daemon is gone');
  // The bus would look for the daemon for ever.
  process.exit();
}

/** Number, state and restarts of each process. */
async function table() {
  const rows = (await call.list()).map(({ pm_id, pm2_env: { status, restart_time } }) => [pm_id, status, restart_time]);
  return JSON.stringify(rows.sort(([a], [b]) => a - b));
}

function watch(bus) {
  const seen = [];
  const said = [];
  const watchers = new Set();
  bus.on('process:event', ({ event, process: { pm_id } }) => add(seen, `${event} ${pm_id}`));
  bus.on('log:out', ({ data }) => add(said, data.trim()));

  function add(list, each) {
    list.push(each);
    for (const watch of watchers) watch();
  }

  function until(look) {
    return new Promise((resolve) => {
      const watch = () => {
        if (!look()) return;
        watchers.delete(watch);
        resolve();
      };
      watchers.add(watch);
      watch();
    });
  }

  return {
    async seen(event, id) {
      const at = () => seen.indexOf(`${event} ${id}`);
      await until(() => at() >= 0);
      seen.splice(0, at() + 1);
    },
    async said(lines) {
      await until(() => said.length >= lines);
      return said.slice().sort().join(' | ');
    },
  };
}

/** No event tells of the end of a process that is no child of this one. */
async function gone(pid) {
  while (fs.existsSync(`/proc/${pid}`)) await new Promise((resolve) => setTimeout(resolve, 20));
}

main();

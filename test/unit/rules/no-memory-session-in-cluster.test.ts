import { noMemorySessionInCluster as rule } from '../../../rules/no-memory-session-in-cluster';
import { cases } from './support/cases';

const C = "const cluster = require('cluster');\n";
const S = "const session = require('express-session');\n";
const FORK = 'if (cluster.isPrimary) { for (let i = 0; i < 4; i++) cluster.fork() }';

cases({
  rule,
  hits: [
    {
      code: `${C}${S}${FORK} else { app.use(«session»({ secret: 'x', resave: false })) }`,
      says: /logged out when another worker answers: give session a shared store/,
      fixed: null,
    },
    `${C}${S}app.use(«session»({ secret: 'x' }));\n${FORK} else app.listen(80);`,
    `${C}${S}${FORK} else { app.use(«session»({ secret: 'x', store: new session.MemoryStore() })) }`,
    `${C}${S}const options = { secret: 'x' };\n${FORK} else { app.use(«session»(options)) }`,
    {
      code: `${C}const rateLimit = require('express-rate-limit');\n${FORK} else { app.use(«rateLimit»({ windowMs: 1000, max: 5 })) }`,
      says: /as many times higher as there are workers/,
    },
    {
      file: 'a.mjs',
      code: `import cluster from 'node:cluster';\nimport { rateLimit } from 'express-rate-limit';\n${FORK} else { app.use(«rateLimit»({ limit: 5 })) }`,
    },
    {
      code: `${C}const { Server } = require('socket.io');\n${FORK} else { const io = new «Server»(server); io.on('connection', log) }`,
      says: /use @socket\.io\/sticky and an adapter/,
    },
    `${C}${FORK} else { const io = «require('socket.io')»(server); io.on('connection', log) }`,
    {
      file: 'a.ts',
      code: `import cluster from 'cluster';\nimport session from 'express-session';\n${FORK} else { run() }\nfunction run() { app.use(«session»({ secret: process.env.SECRET! })) }`,
    },
  ],
  misses: [
    `${S}app.use(session({ secret: 'x' }));`,
    `${C}${S}if (cluster.isWorker) app.use(session({ secret: 'x' }));`,
    `${C}${S}${FORK} else { app.use(session({ secret: 'x', store: new RedisStore({ client }) })) }`,
    `${C}${S}${FORK} else { app.use(session({ secret: 'x', store })) }`,
    `${C}${S}${FORK} else { app.use(session(options)) }`,
    `${C}${S}${FORK} else { app.use(session({ ...options, secret: 'x' })) }`,
    `${C}${S}if (cluster.isPrimary) { cluster.fork(); admin.use(session({ secret: 'x' })) } else { app.listen(80) }`,
    `${C}const rateLimit = require('express-rate-limit');\n${FORK} else { app.use(rateLimit({ store: new RedisStore() })) }`,
    `${C}const { Server } = require('socket.io'); const { setupWorker } = require('@socket.io/sticky');\n${FORK} else { const io = new Server(server); setupWorker(io) }`,
    `${C}const { Server } = require('socket.io');\n${FORK} else { const io = new Server(server); io.adapter(createAdapter(pub, sub)) }`,
    `${C}const { Server } = require('socket.io');\n${FORK} else { const io = new Server(server, { adapter: createAdapter() }) }`,
    `${C}const session = require('./session');\n${FORK} else { app.use(session({ secret: 'x' })) }`,
    `${C}const session = require('cookie-session');\n${FORK} else { app.use(session({ secret: 'x' })) }`,
  ],
});

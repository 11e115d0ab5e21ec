import { validSchedulingPolicy as rule } from '../../../rules/valid-scheduling-policy';
import { cases } from './support/cases';

const C = "const cluster = require('cluster');\n";

cases({
  rule,
  hits: [
    {
      code: `${C}cluster.schedulingPolicy = «'rr'»`,
      says: /The first fork throws/,
      fixed: null,
      suggested: [
        `${C}cluster.schedulingPolicy = cluster.SCHED_RR`,
        `${C}cluster.schedulingPolicy = cluster.SCHED_NONE`,
      ],
    },
    `${C}cluster.schedulingPolicy = «3»`,
    `${C}cluster.schedulingPolicy = «true»; cluster.schedulingPolicy = «null»; cluster.schedulingPolicy = «undefined»`,
    `${C}cluster.schedulingPolicy = «cluster.SCHED_ROUND_ROBIN»`,
    `${C}cluster.schedulingPolicy = isWindows ? cluster.SCHED_NONE : «"round-robin"»`,
    `${C}const policy = 'none'; cluster.schedulingPolicy = «policy»`,
    `${C}cluster['schedulingPolicy'] = process.env.POLICY || «'rr'»`,
    {
      file: 'a.mjs',
      code: "import c from 'node:cluster';\nc.schedulingPolicy = «0»;",
      suggested: [
        "import c from 'node:cluster';\nc.schedulingPolicy = c.SCHED_RR;",
        "import c from 'node:cluster';\nc.schedulingPolicy = c.SCHED_NONE;",
      ],
    },
    {
      code: "process.env.NODE_CLUSTER_SCHED_POLICY = «'RR'»",
      severity: 'warning',
      says: /takes anything else for its default/,
      fixed: null,
      suggested: ["process.env.NODE_CLUSTER_SCHED_POLICY = 'rr'", "process.env.NODE_CLUSTER_SCHED_POLICY = 'none'"],
    },
    { code: `${C}process.env.NODE_CLUSTER_SCHED_POLICY = «cluster.SCHED_RR»`, severity: 'warning' },
    { code: 'process.env["NODE_CLUSTER_SCHED_POLICY"] = «2»', severity: 'warning' },
  ],
  misses: [
    `${C}cluster.schedulingPolicy = cluster.SCHED_RR`,
    `${C}cluster.schedulingPolicy = 2; cluster.schedulingPolicy = 1`,
    `${C}const { SCHED_NONE } = cluster; cluster.schedulingPolicy = SCHED_NONE`,
    `${C}const before = cluster.schedulingPolicy; cluster.schedulingPolicy = before`,
    `${C}cluster.schedulingPolicy = process.env.POLICY === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE`,
    `${C}cluster.schedulingPolicy = policies[name]; let p; cluster.schedulingPolicy = p`,
    `${C}function set(policy) { cluster.schedulingPolicy = policy }`,
    `${C}cluster.schedulingPolicy === 'rr'; options.schedulingPolicy = 'rr'`,
    "const cluster = require('./cluster'); cluster.schedulingPolicy = 'rr'",
    "process.env.NODE_CLUSTER_SCHED_POLICY = 'rr'",
    "process.env.NODE_CLUSTER_SCHED_POLICY = x ? 'none' : ''; process.env.NODE_CLUSTER_SCHED_POLICY = policy",
    "env.NODE_CLUSTER_SCHED_POLICY = 'x'; process.env.SCHED_POLICY = 'x'",
  ],
});

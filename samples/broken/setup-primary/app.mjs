import cluster from 'node:cluster';

cluster.setupPrimary({
    exec: 'worker.js',
    args: ['--use', 'https'],
    silent: true,
});

cluster.fork(); // https worker

cluster.setupPrimary({
    exec: 'worker.js',
    args: ['--use', 'http'],
});

cluster.fork(); // http worker

const http = require('node:http');

process.on('message', ({ topic }) => {
  if (topic === 'crash') process.exit(9);
});
process.on('SIGINT', () => process.exit(0));
http.createServer().listen(0, '127.0.0.1', () => {
  console.log(process.env.ROLE, process.env.NODE_OPTIONS, process.execArgv.join());
  process.send('ready');
});

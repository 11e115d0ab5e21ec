const http = require('node:http');

const server = http.createServer((_request, response) => {
  response.end(String(process.pid)); // The line to stop at.
});
server.listen(0, '127.0.0.1', () => process.send('ready'));
process.on('SIGINT', () => process.exit(0));

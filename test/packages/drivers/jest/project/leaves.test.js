const net = require('node:net');

test('leaves a server open', (done) => {
  net.createServer().listen(0, done);
});

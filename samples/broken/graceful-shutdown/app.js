if (cluster.isPrimary) {
    const worker = cluster.fork();
    let timeout;

    worker.on('listening', (address) => {
        worker.send('shutdown');
        worker.disconnect();
        timeout = setTimeout(() => {
            worker.kill();
        }, 2000);
    });

    worker.on('disconnect', () => {
        clearTimeout(timeout);
    });
} else if (cluster.isWorker) {
    const net = require('node:net');
    const server = net.createServer((socket) => {
        // 연결이 끝나지 않음
    });

    server.listen(8000);

    process.on('message', (msg) => {
        if (msg === 'shutdown') {
            // 서버에 대한 모든 연결을 정상적으로 닫기 시작
        }
    });
}

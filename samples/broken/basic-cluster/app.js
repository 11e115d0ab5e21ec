const cluster = require('cluster');
const http = require('http');
const numCPUs = require('os').cpus().length;

if (cluster.isMaster) {
    console.log(`마스터 프로세스 실행 (PID: ${process.pid})`);

    // CPU 코어 개수만큼 워커 프로세스 생성
    for (let i = 0; i < numCPUs; i++) {
        cluster.fork();
    }

    // 워커 종료 이벤트 처리 (자동 복구)
    cluster.on('exit', (worker, code, signal) => {
        console.log(`워커 ${worker.process.pid} 종료됨`);
        cluster.fork();
    });
} else {
    // 워커 프로세스 실행
    http.createServer((req, res) => {
        res.writeHead(200);
        res.end('Hello, Cluster!');
    }).listen(3000);

    console.log(`워커 프로세스 실행 (PID: ${process.pid})`);
}

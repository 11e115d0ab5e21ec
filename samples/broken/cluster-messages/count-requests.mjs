import cluster from 'node:cluster';
import http from 'node:http';
import { availableParallelism } from 'node:os';
import process from 'node:process';

if (cluster.isPrimary) {
    // HTTP 요청 수를 추적
    let numReqs = 0;
    setInterval(() => {
        console.log(`numReqs = ${numReqs}`);
    }, 1000);

    // 요청 수를 카운트하는 함수
    function messageHandler(msg) {
        if (msg.cmd && msg.cmd === 'notifyRequest') {
            numReqs += 1;
        }
    }

    // 워커를 시작하고 notifyRequest 메시지를 수신
    const numCPUs = availableParallelism();
    for (let i = 0; i < numCPUs; i++) {
        cluster.fork();
    }

    for (const id in cluster.workers) {
        cluster.workers[id].on('message', messageHandler);
    }
} else {
    // HTTP 서버를 생성
    http.createServer((req, res) => {
        res.writeHead(200);
        res.end('hello world\n');
        // 메인 프로세스에 요청을 알림
        process.send({ cmd: 'notifyRequest' });
    }).listen(8000);
}

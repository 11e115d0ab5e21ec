const cluster = require('cluster');
const express = require('express');
const os = require('os');

if (cluster.isMaster) {
    const numCPUs = os.cpus().length;
    console.log(`마스터 프로세스 시작 (PID: ${process.pid})`);
    console.log(`${numCPUs}개의 CPU 코어 감지됨`);

    // CPU 코어 개수만큼 워커 생성
    for (let i = 0; i < numCPUs; i++) {
        cluster.fork();
    }

    // 워커 이벤트 처리
    cluster.on('fork', (worker) => {
        console.log(`워커 ${worker.process.pid} 생성됨`);
    });

    cluster.on('exit', (worker, code, signal) => {
        console.log(`워커 ${worker.process.pid} 종료됨 (코드: ${code}, 시그널: ${signal})`);
        
        // 새로운 워커 생성 (고가용성 유지)
        const newWorker = cluster.fork();
        console.log(`새 워커 ${newWorker.process.pid} 생성됨`);
    });

    // 클러스터 상태 모니터링
    setInterval(() => {
        const workers = Object.keys(cluster.workers);
        console.log(`활성 워커 수: ${workers.length}`);
    }, 10000);

} else {
    // 워커 프로세스에서 Express 서버 실행
    const app = express();
    const port = process.env.PORT || 3000;

    // 미들웨어 설정
    app.use(express.json());
    app.use(express.urlencoded({ extended: true }));

    // 라우트 설정
    app.get('/', (req, res) => {
        res.json({
            message: 'Hello from Cluster!',
            workerId: process.pid,
            timestamp: new Date().toISOString()
        });
    });

    app.get('/api/data', async (req, res) => {
        try {
            // 비동기 작업 시뮬레이션
            await new Promise(resolve => setTimeout(resolve, 100));
            
            res.json({
                data: 'Sample data from cluster',
                workerId: process.pid,
                timestamp: new Date().toISOString()
            });
        } catch (error) {
            res.status(500).json({ error: error.message });
        }
    });

    app.post('/api/process', (req, res) => {
        const { data } = req.body;
        
        // CPU 집약적인 작업
        let result = 0;
        for (let i = 0; i < 100000; i++) {
            result += Math.sqrt(i);
        }
        
        res.json({
            result: result,
            processedData: data,
            workerId: process.pid
        });
    });

    // 서버 시작
    app.listen(port, () => {
        console.log(`워커 ${process.pid}가 포트 ${port}에서 실행 중`);
    });

    // 워커 종료 처리
    process.on('SIGTERM', () => {
        console.log(`워커 ${process.pid} 종료 신호 수신`);
        process.exit(0);
    });
}

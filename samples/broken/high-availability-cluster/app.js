// 1. HTTP 서버 부하 분산이 필요한 경우
const cluster = require('cluster');
const express = require('express');

if (cluster.isMaster) {
    // 마스터 프로세스
    const numCPUs = require('os').cpus().length;
    
    for (let i = 0; i < numCPUs; i++) {
        cluster.fork();
    }
    
    cluster.on('exit', (worker, code, signal) => {
        console.log(`워커 ${worker.process.pid} 종료됨`);
        cluster.fork(); // 자동 복구
    });
} else {
    // 워커 프로세스
    const app = express();
    
    app.get('/', (req, res) => {
        res.json({ workerId: process.pid });
    });
    
    app.listen(3000, () => {
        console.log(`워커 ${process.pid} 실행 중`);
    });
}

// 2. 고가용성이 중요한 경우
class HighAvailabilityCluster {
    constructor() {
        this.workers = new Map();
        this.maxRestarts = 5;
        this.restartCounts = new Map();
    }
    
    start() {
        if (cluster.isMaster) {
            this.startMaster();
        } else {
            this.startWorker();
        }
    }
    
    startMaster() {
        const numCPUs = require('os').cpus().length;
        
        for (let i = 0; i < numCPUs; i++) {
            this.createWorker();
        }
        
        cluster.on('exit', (worker, code, signal) => {
            const restartCount = this.restartCounts.get(worker.id) || 0;
            
            if (restartCount < this.maxRestarts) {
                console.log(`워커 ${worker.process.pid} 재시작 중... (${restartCount + 1}/${this.maxRestarts})`);
                const newWorker = this.createWorker();
                this.restartCounts.set(newWorker.id, restartCount + 1);
            } else {
                console.error(`워커 ${worker.process.pid} 최대 재시작 횟수 초과`);
            }
        });
    }
    
    createWorker() {
        const worker = cluster.fork();
        this.workers.set(worker.id, worker);
        return worker;
    }
    
    startWorker() {
        // 워커 프로세스 로직
        console.log(`워커 ${process.pid} 시작됨`);
    }
}

// 2. 로드 밸런싱 최적화
class LoadBalancedCluster {
    constructor() {
        this.workerStats = new Map();
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
            const worker = cluster.fork();
            this.workerStats.set(worker.id, {
                requests: 0,
                startTime: Date.now()
            });
        }
        
        cluster.on('message', (worker, message) => {
            if (message.type === 'request') {
                const stats = this.workerStats.get(worker.id);
                if (stats) {
                    stats.requests++;
                }
            }
        });
    }
    
    startWorker() {
        // 워커 프로세스 로직
        process.on('message', (message) => {
            if (message.type === 'request') {
                process.send({ type: 'request' });
            }
        });
    }
}

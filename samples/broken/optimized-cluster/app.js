// 1. 워커 수 최적화
class OptimizedCluster {
    constructor() {
        this.numCPUs = require('os').cpus().length;
        this.optimalWorkerCount = this.calculateOptimalWorkerCount();
    }
    
    calculateOptimalWorkerCount() {
        // I/O 집약적인 애플리케이션: CPU 코어 수보다 많은 워커
        // CPU 집약적인 애플리케이션: CPU 코어 수만큼 워커
        const isIOIntensive = process.env.IO_INTENSIVE === 'true';
        return isIOIntensive ? this.numCPUs * 2 : this.numCPUs;
    }
    
    start() {
        if (cluster.isMaster) {
            console.log(`최적화된 워커 수: ${this.optimalWorkerCount}`);
            
            for (let i = 0; i < this.optimalWorkerCount; i++) {
                cluster.fork();
            }
        } else {
            this.startWorker();
        }
    }
    
    startWorker() {
        // 워커 프로세스 로직
        console.log(`워커 ${process.pid} 시작됨`);
    }
}

// The guide shows the class alone. What stands above and below it is ours, and makes it run: readings to process, and a thread's side.
const { Worker, isMainThread, parentPort } = require('worker_threads');

// 3. 실시간 데이터 처리가 필요한 경우
class RealTimeDataProcessor {
    constructor() {
        this.workers = new Map();
        this.dataQueue = [];
    }
    
    createWorker() {
        const worker = new Worker(__filename, {
            workerData: { type: 'data-processor' }
        });
        
        worker.on('message', (result) => {
            this.handleProcessedData(result);
        });
        
        return worker;
    }
    
    processData(data) {
        const worker = this.createWorker();
        worker.postMessage({ data: data });
    }
    
    handleProcessedData(result) {
        console.log('처리된 데이터:', result);
    }
}

// Ours again.
if (isMainThread) {
    const processor = new RealTimeDataProcessor();
    const items = Number(process.env.ITEMS || 40);
    const interval = Number(process.env.INTERVAL || 500); // ms
    let made = 0;
    const timer = setInterval(() => {
        processor.processData(made++);
        if (made === items) clearInterval(timer);
    }, interval);
} else {
    parentPort.on('message', ({ data }) => parentPort.postMessage({ data, root: Math.sqrt(data) }));
}

// 1. CPU 집약적인 작업이 필요한 경우
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');

if (isMainThread) {
    // 메인 스레드
    const worker = new Worker(__filename, {
        workerData: { 
            operation: 'encrypt',
            data: 'sensitive-data',
            algorithm: 'sha256'
        }
    });
    
    worker.on('message', (result) => {
        console.log('암호화 완료:', result);
    });
} else {
    // Worker 스레드
    const { operation, data, algorithm } = workerData;
    
    if (operation === 'encrypt') {
        const crypto = require('crypto');
        const hash = crypto.createHash(algorithm).update(data).digest('hex');
        parentPort.postMessage({ hash: hash });
    }
}

// 2. 메모리 공유가 필요한 경우
const { Worker, isMainThread, parentPort, SharedArrayBuffer, Atomics } = require('worker_threads');

if (isMainThread) {
    // 메인 스레드
    const sharedBuffer = new SharedArrayBuffer(1024);
    const sharedArray = new Int32Array(sharedBuffer);
    
    const worker = new Worker(__filename, {
        workerData: { sharedBuffer: sharedBuffer }
    });
    
    worker.on('message', (result) => {
        console.log('공유 메모리 값:', sharedArray[0]);
    });
} else {
    // Worker 스레드
    const { sharedBuffer } = workerData;
    const sharedArray = new Int32Array(sharedBuffer);
    
    // 공유 메모리에 값 쓰기
    Atomics.store(sharedArray, 0, 42);
    parentPort.postMessage({ success: true });
}

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

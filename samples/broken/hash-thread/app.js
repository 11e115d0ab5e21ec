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

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

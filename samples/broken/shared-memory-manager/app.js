// 2. 메모리 공유 최적화
class SharedMemoryManager {
    constructor() {
        this.sharedBuffers = new Map();
    }
    
    createSharedBuffer(name, size) {
        const buffer = new SharedArrayBuffer(size);
        this.sharedBuffers.set(name, buffer);
        return buffer;
    }
    
    getSharedBuffer(name) {
        return this.sharedBuffers.get(name);
    }
    
    createWorkerWithSharedMemory(workerScript, sharedBuffers) {
        return new Worker(workerScript, {
            workerData: { sharedBuffers: sharedBuffers }
        });
    }
}

// 1. 스레드 풀 관리
class ThreadPool {
    constructor(size) {
        this.size = size;
        this.workers = [];
        this.taskQueue = [];
        this.activeWorkers = 0;
    }
    
    initialize() {
        for (let i = 0; i < this.size; i++) {
            const worker = new Worker(__filename, {
                workerData: { type: 'worker' }
            });
            
            worker.on('message', (result) => {
                this.handleWorkerResult(worker, result);
            });
            
            worker.on('error', (error) => {
                console.error('Worker 오류:', error);
                this.replaceWorker(worker);
            });
            
            this.workers.push(worker);
        }
    }
    
    executeTask(task) {
        return new Promise((resolve, reject) => {
            const taskWrapper = { task, resolve, reject };
            this.taskQueue.push(taskWrapper);
            this.processNextTask();
        });
    }
    
    processNextTask() {
        if (this.taskQueue.length === 0 || this.activeWorkers >= this.size) {
            return;
        }
        
        const availableWorker = this.workers.find(worker => !worker.busy);
        if (availableWorker) {
            const taskWrapper = this.taskQueue.shift();
            availableWorker.busy = true;
            this.activeWorkers++;
            
            availableWorker.postMessage(taskWrapper.task);
            availableWorker.currentTask = taskWrapper;
        }
    }
    
    handleWorkerResult(worker, result) {
        worker.busy = false;
        this.activeWorkers--;
        
        if (worker.currentTask) {
            worker.currentTask.resolve(result);
            worker.currentTask = null;
        }
        
        this.processNextTask();
    }
    
    replaceWorker(failedWorker) {
        const index = this.workers.indexOf(failedWorker);
        if (index !== -1) {
            const newWorker = new Worker(__filename, {
                workerData: { type: 'worker' }
            });
            
            newWorker.on('message', (result) => {
                this.handleWorkerResult(newWorker, result);
            });
            
            this.workers[index] = newWorker;
        }
    }
}

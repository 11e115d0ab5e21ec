const cluster = require('cluster');
const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
const express = require('express');
const os = require('os');

class PerformanceComparison {
    constructor() {
        this.numCPUs = os.cpus().length;
        this.testData = new Array(1000000).fill(0).map((_, i) => i);
    }

    async runClusterTest() {
        if (cluster.isMaster) {
            console.log('=== Cluster 성능 테스트 시작 ===');
            
            const startTime = Date.now();
            const promises = [];
            
            // 여러 워커 생성
            for (let i = 0; i < this.numCPUs; i++) {
                const promise = new Promise((resolve) => {
                    const worker = cluster.fork();
                    worker.on('message', (result) => {
                        resolve(result);
                    });
                });
                promises.push(promise);
            }
            
            const results = await Promise.all(promises);
            const endTime = Date.now();
            
            console.log(`Cluster 테스트 완료: ${endTime - startTime}ms`);
            console.log('결과:', results);
            
            return { method: 'cluster', duration: endTime - startTime, results };
        } else {
            // 워커에서 계산 수행
            const result = this.performHeavyCalculation(this.testData);
            process.send({ workerId: process.pid, result: result });
        }
    }

    async runWorkerThreadsTest() {
        if (isMainThread) {
            console.log('=== Worker Threads 성능 테스트 시작 ===');
            
            const startTime = Date.now();
            const promises = [];
            
            // 여러 Worker Thread 생성
            for (let i = 0; i < this.numCPUs; i++) {
                const promise = new Promise((resolve, reject) => {
                    const worker = new Worker(__filename, {
                        workerData: { 
                            type: 'worker-thread',
                            data: this.testData.slice(i * 250000, (i + 1) * 250000)
                        }
                    });
                    
                    worker.on('message', (result) => {
                        resolve(result);
                    });
                    
                    worker.on('error', reject);
                });
                promises.push(promise);
            }
            
            const results = await Promise.all(promises);
            const endTime = Date.now();
            
            console.log(`Worker Threads 테스트 완료: ${endTime - startTime}ms`);
            console.log('결과:', results);
            
            return { method: 'worker-threads', duration: endTime - startTime, results };
        } else {
            // Worker Thread에서 계산 수행
            const { data } = workerData;
            const result = this.performHeavyCalculation(data);
            parentPort.postMessage({ threadId: process.threadId, result: result });
        }
    }

    performHeavyCalculation(data) {
        let result = 0;
        for (let i = 0; i < data.length; i++) {
            result += Math.sqrt(data[i]) + Math.sin(data[i]) + Math.cos(data[i]);
        }
        return result;
    }

    async comparePerformance() {
        console.log('성능 비교 테스트 시작...');
        
        const clusterResult = await this.runClusterTest();
        const workerThreadsResult = await this.runWorkerThreadsTest();
        
        console.log('\n=== 성능 비교 결과 ===');
        console.log(`Cluster: ${clusterResult.duration}ms`);
        console.log(`Worker Threads: ${workerThreadsResult.duration}ms`);
        
        const difference = clusterResult.duration - workerThreadsResult.duration;
        const faster = difference > 0 ? 'Worker Threads' : 'Cluster';
        const improvement = Math.abs(difference) / Math.max(clusterResult.duration, workerThreadsResult.duration) * 100;
        
        console.log(`${faster}가 ${improvement.toFixed(2)}% 더 빠릅니다.`);
        
        return { clusterResult, workerThreadsResult, faster, improvement };
    }
}

// 성능 비교 실행
if (isMainThread && !cluster.isMaster) {
    const comparison = new PerformanceComparison();
    comparison.comparePerformance();
}

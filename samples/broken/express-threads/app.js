const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');
const express = require('express');

if (isMainThread) {
    // 메인 스레드 (Express 서버)
    const app = express();
    const port = process.env.PORT || 3000;

    app.use(express.json());
    app.use(express.urlencoded({ extended: true }));

    // 기본 라우트
    app.get('/', (req, res) => {
        res.json({
            message: 'Hello from Worker Threads!',
            mainThreadId: process.pid,
            timestamp: new Date().toISOString()
        });
    });

    // CPU 집약적인 작업을 Worker Thread로 처리
    app.post('/api/heavy-computation', async (req, res) => {
        const { data, iterations = 1000000 } = req.body;

        try {
            const result = await performHeavyComputation(data, iterations);
            res.json({
                result: result,
                processedData: data,
                mainThreadId: process.pid,
                timestamp: new Date().toISOString()
            });
        } catch (error) {
            res.status(500).json({ error: error.message });
        }
    });

    // 이미지 처리 작업
    app.post('/api/image-processing', async (req, res) => {
        const { imageData, operations } = req.body;

        try {
            const processedImage = await processImage(imageData, operations);
            res.json({
                processedImage: processedImage,
                operations: operations,
                mainThreadId: process.pid,
                timestamp: new Date().toISOString()
            });
        } catch (error) {
            res.status(500).json({ error: error.message });
        }
    });

    // 데이터 분석 작업
    app.post('/api/data-analysis', async (req, res) => {
        const { dataset, analysisType } = req.body;

        try {
            const analysisResult = await analyzeData(dataset, analysisType);
            res.json({
                analysisResult: analysisResult,
                analysisType: analysisType,
                mainThreadId: process.pid,
                timestamp: new Date().toISOString()
            });
        } catch (error) {
            res.status(500).json({ error: error.message });
        }
    });

    // 서버 시작
    app.listen(port, () => {
        console.log(`메인 스레드 ${process.pid}가 포트 ${port}에서 실행 중`);
    });

} else {
    // Worker Thread에서 실행될 코드
    const { operation, data } = workerData;

    switch (operation) {
        case 'heavy-computation':
            const result = performHeavyComputation(data.data, data.iterations);
            parentPort.postMessage({ success: true, result: result });
            break;
            
        case 'image-processing':
            const processedImage = processImage(data.imageData, data.operations);
            parentPort.postMessage({ success: true, processedImage: processedImage });
            break;
            
        case 'data-analysis':
            const analysisResult = analyzeData(data.dataset, data.analysisType);
            parentPort.postMessage({ success: true, analysisResult: analysisResult });
            break;
            
        default:
            parentPort.postMessage({ success: false, error: 'Unknown operation' });
    }
}

// CPU 집약적인 계산 함수
function performHeavyComputation(data, iterations) {
    return new Promise((resolve, reject) => {
        try {
            let result = 0;
            for (let i = 0; i < iterations; i++) {
                result += Math.sqrt(i) + Math.sin(i) + Math.cos(i);
            }
            
            // 데이터 처리 시뮬레이션
            const processedData = data ? data.split('').reverse().join('') : '';
            
            resolve({
                computationResult: result,
                processedData: processedData,
                iterations: iterations
            });
        } catch (error) {
            reject(error);
        }
    });
}

// 이미지 처리 함수 (시뮬레이션)
function processImage(imageData, operations) {
    return new Promise((resolve, reject) => {
        try {
            // 이미지 처리 시뮬레이션
            let processedImage = imageData;
            
            operations.forEach(operation => {
                switch (operation.type) {
                    case 'resize':
                        processedImage = `resized_${processedImage}`;
                        break;
                    case 'filter':
                        processedImage = `filtered_${processedImage}`;
                        break;
                    case 'compress':
                        processedImage = `compressed_${processedImage}`;
                        break;
                }
            });
            
            resolve(processedImage);
        } catch (error) {
            reject(error);
        }
    });
}

// 데이터 분석 함수 (시뮬레이션)
function analyzeData(dataset, analysisType) {
    return new Promise((resolve, reject) => {
        try {
            let analysisResult = {};
            
            switch (analysisType) {
                case 'statistical':
                    analysisResult = {
                        mean: dataset.reduce((sum, val) => sum + val, 0) / dataset.length,
                        median: dataset.sort((a, b) => a - b)[Math.floor(dataset.length / 2)],
                        standardDeviation: Math.sqrt(dataset.reduce((sum, val) => sum + Math.pow(val - (dataset.reduce((s, v) => s + v, 0) / dataset.length), 2), 0) / dataset.length)
                    };
                    break;
                    
                case 'pattern':
                    analysisResult = {
                        patterns: dataset.filter((val, index) => index > 0 && val > dataset[index - 1]).length,
                        trends: dataset[dataset.length - 1] > dataset[0] ? 'increasing' : 'decreasing'
                    };
                    break;
                    
                default:
                    analysisResult = { error: 'Unknown analysis type' };
            }
            
            resolve(analysisResult);
        } catch (error) {
            reject(error);
        }
    });
}

// Worker Thread 생성 함수
function createWorker(operation, data) {
    return new Promise((resolve, reject) => {
        const worker = new Worker(__filename, {
            workerData: { operation, data }
        });

        worker.on('message', (result) => {
            if (result.success) {
                resolve(result);
            } else {
                reject(new Error(result.error));
            }
        });

        worker.on('error', reject);
        worker.on('exit', (code) => {
            if (code !== 0) {
                reject(new Error(`Worker stopped with exit code ${code}`));
            }
        });
    });
}

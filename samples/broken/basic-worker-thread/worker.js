const { parentPort } = require('worker_threads');

console.log("Worker 스레드 시작");

// CPU 집약적인 작업 수행
let result = 0;
for (let i = 0; i < 1000000; i++) {
    result += Math.sqrt(i);
}

// 메인 스레드로 결과 전송
parentPort.postMessage({
    result: result,
    message: '계산 완료'
});

console.log("Worker 스레드 종료");

const { Worker } = require('worker_threads');

console.log("메인 스레드 시작");

const worker = new Worker('./worker.js'); // Worker 스레드 실행

// Worker로부터 메시지 수신
worker.on('message', (result) => {
    console.log('Worker로부터 결과 수신:', result);
});

// Worker 오류 처리
worker.on('error', (error) => {
    console.error('Worker 오류:', error);
});

// Worker 종료 처리
worker.on('exit', (code) => {
    if (code !== 0) {
        console.error(`Worker가 코드 ${code}로 종료됨`);
    }
    console.log('메인 스레드 종료');
});

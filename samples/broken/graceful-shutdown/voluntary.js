cluster.on('exit', (worker, code, signal) => {
    if (worker.exitedAfterDisconnect === true) {
        console.log('의도적으로 종료된 것 같군요. 걱정할 필요 없습니다.');
    }
});

// 워커 종료
worker.kill();

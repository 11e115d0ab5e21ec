cluster.fork().on('online', () => { // 워커가 온라인 상태가 되었을 때 실행 });

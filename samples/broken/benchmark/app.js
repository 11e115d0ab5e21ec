// 성능 벤치마크 결과 예시
const benchmarkResults = {
    cluster: {
        httpRequests: {
            requestsPerSecond: 15000,
            averageResponseTime: 2.5,
            memoryUsage: '각 프로세스 50MB'
        },
        cpuIntensiveTasks: {
            tasksPerSecond: 100,
            averageTaskTime: 10,
            memoryUsage: '각 프로세스 100MB'
        }
    },
    workerThreads: {
        httpRequests: {
            requestsPerSecond: 8000,
            averageResponseTime: 5.0,
            memoryUsage: '전체 프로세스 200MB'
        },
        cpuIntensiveTasks: {
            tasksPerSecond: 500,
            averageTaskTime: 2,
            memoryUsage: '전체 프로세스 150MB'
        }
    }
};

// 권장 사용 사례
const recommendations = {
    cluster: [
        '웹 서버 부하 분산',
        '마이크로서비스 아키텍처',
        '고가용성 요구사항',
        '독립적인 프로세스 환경'
    ],
    workerThreads: [
        'CPU 집약적인 계산',
        '이미지/비디오 처리',
        '대용량 데이터 분석',
        '메모리 공유가 필요한 경우'
    ]
};

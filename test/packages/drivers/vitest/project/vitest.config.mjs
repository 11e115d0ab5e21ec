export default { cacheDir: './cache', test: { include: ['*.test.mjs'], testTimeout: 60_000 } };

process.once('SIGTERM', (signal: string): void => {
  console.log(signal);
  process.exit(6);
});
setInterval(() => {}, 1e6);
console.log('ready');

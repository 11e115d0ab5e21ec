const words: string[] = process.argv.slice(2);
process.send!(words, () => process.disconnect());

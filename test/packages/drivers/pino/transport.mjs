import { writeSync } from 'node:fs';
import build from 'pino-abstract-transport';

export default ({ prefix }) =>
  build(async (source) => {
    for await (const { n } of source) writeSync(1, `${prefix} ${n}\n`);
  });

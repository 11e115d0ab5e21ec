// Variables for the program from a file of `NAME=value` lines.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseEnv } from 'node:util';
import type { LaunchErrors } from './errors';

/**
 * Reads an environment file, as `node --env-file` does.
 * @param file relative to `cwd`, or absolute
 * @throws LaunchError where it can't be read
 */
export function readEnvFile(file: string, cwd: string, errors: LaunchErrors): Record<string, string> {
  const found = path.resolve(cwd, file);
  try {
    return parseEnv(fs.readFileSync(found, 'utf8')) as Record<string, string>;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT' ? errors.envFileMissing(found) : errors.envFileUnreadable(found, message);
  }
}

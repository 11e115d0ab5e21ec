// What a debug configuration of type `worker-lens` holds, and what it comes to once checked.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as v from 'valibot';
import type { TargetMatch } from '../protocol/viewer';
import { checkAttach } from './attach-conditions';
import { readEnvFile } from './env-file';
import type { LaunchErrors } from './errors';
import { findRuntime } from './runtime';
import { flagsFor } from './typescript';

const Console = v.picklist(['integratedTerminal', 'internalConsole', 'externalTerminal']);

/** The fields of a `launch` request. It comes from a file that a person wrote, so it is checked. */
const Fields = v.object({
  program: v.optional(v.string()),
  args: v.optional(v.array(v.string()), []),
  cwd: v.optional(v.string()),
  env: v.optional(v.record(v.string(), v.nullable(v.string())), {}),
  envFile: v.optional(v.string()),
  runtimeExecutable: v.optional(v.string(), 'node'),
  runtimeArgs: v.optional(v.array(v.string()), []),
  console: v.optional(Console, 'integratedTerminal'),
  attach: v.optional(v.unknown()),
});

const WANTED: Record<string, string> = {
  args: 'a list of strings',
  env: 'an object of strings',
  runtimeArgs: 'a list of strings',
  console: '"integratedTerminal", "internalConsole" or "externalTerminal"',
};

/** A `launch` request as it comes. */
export type LaunchRequestArguments = DebugProtocol.LaunchRequestArguments & Partial<v.InferInput<typeof Fields>>;

/** A launch that can be done: everything that it names is there. */
export interface Launch {
  /** What the run is called. */
  name: string;
  /** Absolute path of the executable, then all of its arguments. */
  command: [string, ...string[]];
  cwd: string;
  /** Variables to set, or with `null` to take away, over those that the program inherits. */
  env: Record<string, string | null>;
  console: v.InferOutput<typeof Console>;
  /** What a debugger is to be on from its first line. */
  attach: TargetMatch[];
}

/**
 * Checks a `launch` request.
 * @throws LaunchError
 */
export async function checkLaunch(request: LaunchRequestArguments, errors: LaunchErrors): Promise<Launch> {
  const fields = parse(request, errors);
  const attach = checkAttach(fields.attach, errors);
  const cwd = checkCwd(fields, errors);
  const env = { ...(fields.envFile ? readEnvFile(fields.envFile, cwd, errors) : {}), ...fields.env };
  const program = checkProgram(fields, cwd, errors);
  const runtime = findRuntime(fields.runtimeExecutable, cwd, { ...process.env, ...env });
  if (!runtime) throw errors.runtimeMissing(fields.runtimeExecutable);
  const needsFlags = program !== undefined && fields.runtimeArgs.length === 0;
  const flags = needsFlags ? await flagsFor({ program, runtime, cwd, env: over(process.env, env) }, errors) : [];
  return {
    name: program ? path.basename(program) : [path.basename(runtime), ...fields.runtimeArgs].join(' '),
    command: [runtime, ...flags, ...fields.runtimeArgs, ...(program ? [program] : []), ...fields.args],
    cwd,
    env,
    console: fields.console,
    attach,
  };
}

/** An environment with others laid over it, which take away what they hold as `null`. */
export function over(base: NodeJS.ProcessEnv, laidOver: Launch['env']): NodeJS.ProcessEnv {
  const all = Object.entries({ ...base, ...laidOver });
  return Object.fromEntries(all.filter(([, value]) => value !== null)) as NodeJS.ProcessEnv;
}

function parse(request: LaunchRequestArguments, errors: LaunchErrors): v.InferOutput<typeof Fields> {
  const parsed = v.safeParse(Fields, request);
  if (parsed.success) return parsed.output;
  const name = String(parsed.issues[0].path?.[0]?.key ?? 'launch');
  throw errors.badArgument(name, WANTED[name] ?? 'a string');
}

function checkCwd(fields: v.InferOutput<typeof Fields>, errors: LaunchErrors): string {
  const beside = fields.program && path.isAbsolute(fields.program) ? path.dirname(fields.program) : process.cwd();
  // Without a "cwd" a program that is not there is the thing to tell of, and not its folder.
  if (fields.cwd === undefined) return fs.existsSync(beside) ? beside : process.cwd();
  if (!fs.statSync(fields.cwd, { throwIfNoEntry: false })?.isDirectory()) throw errors.cwdMissing(fields.cwd);
  return fields.cwd;
}

/** The program's absolute path; `undefined` where the runtime is one that knows what to run, such as npm. */
function checkProgram(fields: v.InferOutput<typeof Fields>, cwd: string, errors: LaunchErrors): string | undefined {
  if (!fields.program) {
    if (fields.runtimeArgs.length > 0) return undefined;
    throw errors.programNotGiven();
  }
  const program = path.resolve(cwd, fields.program);
  // Node finds `app.js` when told `app`, and a folder by its index or package.json.
  const found = ['', '.js', '.cjs', '.mjs', '.json', '.node'].some((ending) => fs.existsSync(program + ending));
  if (!found) throw errors.programMissing(program);
  return program;
}

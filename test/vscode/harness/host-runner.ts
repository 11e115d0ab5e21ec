// Runs inside the extension host: mocha over the tests that are bundled with it.
import { connect } from 'node:net';
import { format } from 'node:util';
import Mocha from 'mocha';
import { runMocha } from '../../../scripts/lib/mocha-run.mjs';
import { GREP_VARIABLE, type HostMessage, REPORT_VARIABLE } from './host-report';

/** How long one test may take unless it says otherwise, in ms: it starts programs and debuggers on a busy machine. */
const TEST_TIMEOUT = 60_000;

/**
 * Runs the tests; the `run()` that VS Code calls.
 * @param load requires the test files; mocha's globals are there when it is called
 * @throws Error when a test failed, which ends VS Code with an exit status other than 0
 */
export async function runHostTests(load: () => void): Promise<void> {
  process.setSourceMapsEnabled(true);
  const reporter = openReporter();
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => reporter.send({ type: 'line', text: format(...args) });
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout: TEST_TIMEOUT });
  const grep = process.env[GREP_VARIABLE];
  if (grep) mocha.grep(new RegExp(grep));
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  load();
  const result = await runMocha(mocha);
  reporter.send({ type: 'result', result });
  await reporter.close();
  const failed = result.failures.length;
  if (failed > 0) throw new Error(`${failed} failed`);
}

/** Without the variable, the suite was started by hand from VS Code: it prints to the Debug Console. */
function openReporter() {
  const path = process.env[REPORT_VARIABLE];
  if (!path) return { send: (message: HostMessage) => console.log(message), close: async () => {} };
  const socket = connect(path);
  return {
    send: (message: HostMessage) => void socket.write(`${JSON.stringify(message)}\n`),
    close: () => new Promise<void>((resolve) => socket.end(resolve)),
  };
}

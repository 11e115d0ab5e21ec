// A run that was started here: how its program is started, stopped, and found to have ended.
import type { ProcessState, TargetMatch } from '../protocol/viewer';
import type { Disposable } from '../viewer/emitter';
import { Hold } from '../viewer/hold';
import type { HubLink, LinkEvent } from '../viewer/hub-link';
import { type AttachRequestArguments, checkAttach } from './attach-arguments';
import type { OutputListener } from './child-program';
import { type LaunchErrors, launchErrors } from './errors';
import type { AdapterHost } from './host';
import { checkLaunch, type Launch, type LaunchRequestArguments } from './launch-arguments';
import type { Program, ProgramEnd } from './program';
import { exitStatus, HELLO_DEADLINE, RunWatch } from './run-watch';
import { startProgram } from './start-program';
import type { OpenTerminal } from './terminal-program';

/** How long the hub may take to note that the program ended, and a killed program to have been seen to end, in ms. */
const LAST_WORDS = 2_000;

/** How long a program that is to be killed may take to be seen, in ms: it may just be starting. */
const SEEN_BEFORE_KILL = 2_000;

const UNKNOWN: ProgramEnd = { code: null, signal: null };

/** Where a run tells what happens to it. */
export interface RunListener {
  onOutput: OutputListener;
  /** Once, with the exit status that a shell would show where it is known. */
  onEnd(status: number | undefined): void;
  /** A line about the run for a person. */
  onNote(line: string): void;
  /** A target waits before its first line for a debugger, as the launch says. */
  onHeld(target: string): void;
  /** No agent has said hello in all the time that a program may take. */
  onUnseen(): void;
}

export class OwnedRun implements Disposable {
  readonly watch: RunWatch;
  readonly #id: string;
  readonly #host: AdapterHost;
  readonly #listener: RunListener;
  readonly #errors: LaunchErrors;
  readonly #store: Disposable[];
  readonly #holds: Hold[] = [];
  #program: Program | undefined;
  /** Resolves when the end of a program that is attended has been told. */
  #told: Promise<void> | undefined;
  /** It was not started here, but ran already. */
  #late = false;
  /** A stop came before the program was started. */
  #cancelled = false;
  /** Another run is to take its place: its end is nobody's news. */
  #replaced = false;
  /** The program ended, or was let go: nothing more is to be told of it, or done to it. */
  #over = false;

  constructor(host: AdapterHost, id: string, listener: RunListener) {
    this.#host = host;
    this.#id = id;
    this.#listener = listener;
    this.#errors = launchErrors(host.t);
    this.watch = new RunWatch(host.link, id);
    this.#store = [
      this.watch,
      this.watch.onDidEndRoot((root) => this.#rootEnded(root)),
      host.link.onDidChangeState((event) => this.#linkChanged(event)),
    ];
  }

  /** It was not started here: it is let go, and never ended. */
  get late(): boolean {
    return this.#late;
  }

  /** Its program ends with whoever launched it. */
  get attended(): boolean {
    return this.#program?.attended === true;
  }

  /**
   * Starts the program.
   * @throws LaunchError
   */
  async launch(args: LaunchRequestArguments, terminal: (launch: Launch) => OpenTerminal | undefined): Promise<void> {
    const launch = await checkLaunch(args, this.#errors);
    await this.#prepare(launch);
    this.#program = await this.#start(launch, terminal(launch));
    this.#told = this.#program.ended.then((end) => this.#childEnded(end));
    this.watch.expectRoot(() => this.#listener.onUnseen());
  }

  /**
   * Brings a program that runs already under the lens, with all that lives in it.
   * @returns false where the person would not have it sent the signal that it takes
   * @throws LaunchError, HubRequestError
   */
  async attach(args: AttachRequestArguments): Promise<boolean> {
    const { pid, port } = checkAttach(args, this.#errors);
    const { link, parts } = this.#host;
    const signal = pid !== null && (await isSignalNeeded(link, pid));
    if (signal && !(await this.#mayTakeSignal(pid))) return false;
    this.#late = true;
    const { agent, stub } = parts;
    await link.request({ type: 'bringIn', run: this.#id, pid, port, signal, agent, stub });
    return true;
  }

  /** Ends the run; where the hub can't, the program's first process. By force, its end has been told when this resolves. */
  async stop(force: boolean): Promise<void> {
    this.#cancelled = true;
    if (this.#late) return this.#letGo();
    if (this.#over || !this.#program) return;
    if (!this.attended) await this.watch.seen(force ? SEEN_BEFORE_KILL : HELLO_DEADLINE);
    if (this.watch.root) await this.#stopByHub(force);
    if (this.#host.link.state !== 'connected' || !this.watch.root) await this.#stopUnseen(force);
    if (force && this.attended) await within(LAST_WORDS, this.#told);
  }

  /** Ends the run whole, for another to take its place: its end is not told. */
  async giveWay(): Promise<void> {
    this.#replaced = true;
    await this.stop(false);
    if (this.attended) await within(LAST_WORDS, this.#program?.ended);
    await this.stop(true);
  }

  /** Lets the program go: it runs on, and no more is told of it. */
  release(): void {
    this.#over = true;
  }

  /** The launcher goes. A program with no terminal ends with it; one in a terminal runs on. */
  dispose(): void {
    if (!this.#over) this.#program?.kill('SIGTERM');
    for (const each of this.#store.splice(0)) each.dispose();
    this.unhold();
  }

  /** Nothing more is held for a debugger. */
  unhold(): void {
    for (const hold of this.#holds.splice(0)) hold.dispose();
  }

  async #prepare(launch: Launch): Promise<void> {
    try {
      const shell = launch.console === 'integratedTerminal';
      await this.#host.link.request({ type: 'prepareRun', run: this.#id, name: launch.name, record: null, shell });
      for (const match of launch.attach) await this.#hold(match);
    } catch (error) {
      throw this.#errors.hubUnavailable((error as Error).message);
    }
  }

  async #hold(match: TargetMatch): Promise<void> {
    const options = { run: this.#id, match, once: false, pause: false };
    this.#holds.push(await Hold.make(this.#host.link, options, (target) => this.#listener.onHeld(target)));
  }

  async #start(launch: Launch, openTerminal: OpenTerminal | undefined): Promise<Program> {
    try {
      return await startProgram(launch, {
        errors: this.#errors,
        parts: this.#host.parts,
        run: this.#id,
        onOutput: this.#listener.onOutput,
        openTerminal,
        isCancelled: () => this.#cancelled,
      });
    } catch (error) {
      await this.#tellHub(UNKNOWN);
      throw error;
    }
  }

  async #mayTakeSignal(pid: number): Promise<boolean> {
    const { t, confirm } = this.#host;
    if (!confirm) throw this.#errors.signalNeeded(pid);
    return confirm(
      t('Send SIGUSR1 to process {0}, and to its workers and children?', String(pid)),
      t(
        'It makes Node.js open its inspector, through which the lens comes in; the inspector is closed again at once. Node.js prints a few lines about it to the program’s stderr. A program that listens for SIGUSR1 itself gets the signal in place of Node.js: then choose Cancel.',
      ),
      t('Send SIGUSR1'),
    );
  }

  /** The program runs on, as without the lens. */
  async #letGo(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await this.#host.link.request({ type: 'letGo', run: this.#id }).catch((error) => {
      // It has ended meanwhile, or the hub has.
      this.#listener.onNote(error.message);
    });
  }

  async #stopByHub(force: boolean): Promise<void> {
    try {
      await this.#host.link.request({ type: 'stopRun', run: this.#id, force });
    } catch (error) {
      this.#listener.onNote((error as Error).message);
    }
  }

  /** The hub can't signal what it has not seen. */
  async #stopUnseen(force: boolean): Promise<void> {
    if (this.#over) return;
    if (this.attended) {
      this.#program?.kill(force ? 'SIGKILL' : 'SIGTERM');
      return;
    }
    this.#listener.onNote(this.#host.t('The program was not seen: if it runs, end it in its terminal.'));
    await this.#tellHub(UNKNOWN);
    this.#end(undefined);
  }

  /** The program that was started here ended: nobody knows better how. */
  async #childEnded(end: ProgramEnd): Promise<void> {
    await this.#tellHub(end);
    this.#end(exitStatus(end));
  }

  #rootEnded(root: ProcessState): void {
    // Of a child the last output may still be under way.
    if (!this.attended) this.#end(exitStatus(root.end));
  }

  async #tellHub(end: ProgramEnd): Promise<void> {
    const noted = this.#host.link.request({ type: 'rootExited', run: this.#id, ...end }).catch(() => {});
    await within(LAST_WORDS, noted);
  }

  #end(status: number | undefined): void {
    if (this.#over) return;
    this.#over = true;
    if (!this.#replaced) this.#listener.onEnd(status);
  }

  /** The hub died or came back while the program runs. */
  #linkChanged({ state, restarted }: LinkEvent): void {
    if (!this.#program || this.#over) return;
    const { t } = this.#host;
    const note = (line: string) => this.#listener.onNote(line);
    if (state === 'connecting' && restarted) note(t('The hub ended; another is being started. The program runs on.'));
    if (state === 'connected' && restarted) this.#expectAgain();
    if (state === 'lost') note(t('The hub is gone and could not be started again. The program runs on, unseen.'));
  }

  #expectAgain(): void {
    this.#listener.onNote(this.#host.t('Connected to a new hub.'));
    this.watch.expectRoot(() => {
      this.#listener.onNote(this.#host.t('The program has not been seen since: it may have ended meanwhile.'));
      if (!this.attended) this.#end(undefined);
    });
  }
}

/** Waits for something, but not longer than a time in ms. */
async function within(time: number, work: Promise<unknown> | undefined): Promise<void> {
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, time).unref())]);
}

/** Whether a process, or one below it, has no inspector open. */
async function isSignalNeeded(link: HubLink, root: number): Promise<boolean> {
  const { processes = [] } = await link.request({ type: 'listProcesses' });
  const meant = new Set([root]);
  // Each stands after its parent.
  for (const { pid, parent } of processes) if (parent !== null && meant.has(parent)) meant.add(pid);
  return processes.some(({ pid, inspector, observed }) => meant.has(pid) && inspector === null && observed === null);
}

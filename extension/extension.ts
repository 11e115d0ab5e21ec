// Builds the parts of the extension and registers them; nothing else.
import * as vscode from 'vscode';
import type { HubLink } from '../viewer/hub-link';
import { SentMessages } from './actions/sent-messages';
import { StacksDocuments } from './actions/stacks-documents';
import { SiteLenses } from './code-lens';
import { registerCommands, tell } from './commands';
import { confirm } from './confirm';
import { CrashNotices } from './crash-notices';
import { Attachments } from './debug/attachments';
import { ConfigurationProvider, DynamicConfigurations } from './debug/configurations';
import { Debuggees } from './debug/debuggees';
import { detachOnStop } from './debug/detach-on-stop';
import { nameFirstStop } from './debug/first-stop';
import { ObservedTerminals } from './debug/observed-terminals';
import { RunSessions } from './debug/run-sessions';
import { attachOnPause, revealOnStart } from './debug/session-events';
import { Standing } from './debug/standing';
import { keepFocusSteady } from './debug/steady-focus';
import { StopNotices } from './debug/stop-notice';
import { terminalOpener } from './debug/terminals';
import { createHubHost } from './hub-host';
import { tellOfHub, warn } from './hub-messages';
import { COMMANDS, DEBUG_TYPE } from './ids';
import { registerFixAll } from './language/fix-all';
import { LanguageServer } from './language/server';
import { Places } from './places';
import { attachToRunning } from './running-processes';
import { createStatusBar } from './status-bar';
import { StuckLog } from './stuck-log';
import { Timelines } from './timeline/timelines';
import { WorkersView } from './tree/workers-view';
import { onceTrusted, refuseTerminals } from './trust';
import { showWaiting } from './waiting';

/** What tests inside the extension host look at; nothing is exported to anyone else. */
export interface TestApi {
  readonly link: HubLink;
  readonly view: WorkersView;
  readonly timelines: Timelines;
}

/** What there is in every workspace. */
interface Base {
  context: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  report(error: Error): void;
  hub: ReturnType<typeof createHubHost>;
  sent: SentMessages;
  timelines: Timelines;
  /** Whether a hub runs. */
  found: Promise<boolean>;
}

export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const log = vscode.window.createOutputChannel('Worker Lens', { log: true });
  const report = (error: Error) => tell(error, log);
  const hub = createHubHost(context);
  const { link } = hub;
  const sent = new SentMessages(context.workspaceState);
  // A window that was reloaded finds its runs again.
  const found = new Promise<boolean>((resolve) => {
    context.subscriptions.push(onceTrusted(() => resolve(link.connectIfRunning())));
  });
  const timelines = new Timelines({ link, extension: context.extensionUri, sent, found, report });
  let view: WorkersView | undefined;
  context.subscriptions.push(
    log,
    link,
    timelines,
    refuseTerminals(),
    onceTrusted(() => {
      view = observe({ context, log, report, hub, sent, timelines, found });
    }),
  );
  return view && context.extensionMode === vscode.ExtensionMode.Test ? { link, view, timelines } : undefined;
}

/** Builds all that runs programs, or asks them for anything. */
function observe({ context, log, report, hub, sent, timelines, found }: Base): WorkersView {
  const { link } = hub;
  const runs = new RunSessions({ ...hub, openTerminal: terminalOpener(link), warn, confirm });
  const attachments = new Attachments(link, runs);
  const terminals = new ObservedTerminals(hub, context);
  const standing = new Standing(
    link,
    (target) => attachments.has(target) || vscode.commands.executeCommand(COMMANDS.attach, target),
  );
  const stuck = new StuckLog(link, log);
  const view = new WorkersView(link, runs, standing, stuck);
  const places = new Places(link, view, hub.parts.agent);
  const debuggees = new Debuggees();
  const pages = new StacksDocuments();
  const language = new LanguageServer(context, log, found);
  context.subscriptions.push(
    stuck,
    view,
    runs,
    attachments,
    terminals,
    standing,
    showWaiting(standing, view),
    debuggees,
    pages,
    new StopNotices(debuggees, link),
    new CrashNotices({ link, places, standing, report }),
    nameFirstStop(standing),
    detachOnStop(),
    keepFocusSteady(debuggees),
    attachOnPause(),
    revealOnStart(view, runs, link),
    tellOfHub(link, log),
    createStatusBar(link),
    new SiteLenses(link),
    registerCommands({
      debuggees,
      link,
      runs,
      attachments,
      standing,
      terminals,
      places,
      view,
      pages,
      sent,
      capturedTo: (id) => timelines.live.capturedTo(id),
      directory: hub.parts.directory,
      log,
    }),
    attachToRunning(link, view, report),
    language,
    registerFixAll(() => language.client(), report),
    ...registerConfigurations(),
  );
  return view;
}

function registerConfigurations(): vscode.Disposable[] {
  const { Initial, Dynamic } = vscode.DebugConfigurationProviderTriggerKind;
  const register = vscode.debug.registerDebugConfigurationProvider;
  return [
    register(DEBUG_TYPE, new ConfigurationProvider(), Initial),
    register(DEBUG_TYPE, new DynamicConfigurations(), Dynamic),
  ];
}

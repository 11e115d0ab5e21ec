// Ids that package.json names too; test/unit/contributions.test.ts holds the two together.

/** Type of our debug configurations. */
export const DEBUG_TYPE = 'worker-lens';

export const VIEWS = { workers: 'workerLens.workers' } as const;

/** Panel of a live run's timeline, and editor of recordings. */
export const TIMELINE_PANEL = 'workerLens.timeline';
export const RECORDING_EDITOR = 'workerLens.recording';

/** Profile in the list of terminals that can be opened. */
export const TERMINAL_PROFILE = 'workerLens.observedTerminal';

export const SETTINGS = {
  observeTerminals: 'workerLens.observeTerminals',
  notifyOnCrash: 'workerLens.notifyOnCrash',
  codeLens: 'workerLens.codeLens',
  stackWhenStuck: 'workerLens.stackWhenStuck',
  figures: 'workerLens.figures',
  sortBy: 'workerLens.sortBy',
  disconnectTimeout: 'workerLens.disconnectTimeout',
  recordingSize: 'workerLens.recordingSize',
  requestIdFields: 'workerLens.requestIdFields',
  maskedFields: 'workerLens.maskedFields',
  rules: 'workerLens.rules',
  lintInclude: 'workerLens.lint.include',
  lintExclude: 'workerLens.lint.exclude',
  lintNodeVersion: 'workerLens.lint.nodeVersion',
} as const;

export const COMMANDS = {
  start: 'workerLens.start',
  runFile: 'workerLens.runFile',
  runScript: 'workerLens.runScript',
  newTerminal: 'workerLens.newTerminal',
  attach: 'workerLens.attach',
  detach: 'workerLens.detach',
  attachRunning: 'workerLens.attachRunning',
  pickProcess: 'workerLens.pickProcess',
  letGo: 'workerLens.letGo',
  attachWorkers: 'workerLens.attachWorkers',
  attachThreads: 'workerLens.attachThreads',
  detachAll: 'workerLens.detachAll',
  pause: 'workerLens.pause',
  pauseAll: 'workerLens.pauseAll',
  continueAll: 'workerLens.continueAll',
  continueOthers: 'workerLens.continueOthers',
  followSlot: 'workerLens.followSlot',
  leaveSlot: 'workerLens.leaveSlot',
  where: 'workerLens.where',
  whereAll: 'workerLens.whereAll',
  debugNext: 'workerLens.debugNext',
  cancelNext: 'workerLens.cancelNext',
  kill: 'workerLens.kill',
  signal: 'workerLens.signal',
  sendMessage: 'workerLens.sendMessage',
  disconnect: 'workerLens.disconnect',
  copyInspectorUrl: 'workerLens.copyInspectorUrl',
  revealFork: 'workerLens.revealFork',
  showCrash: 'workerLens.showCrash',
  showRow: 'workerLens.showRow',
  restartWorker: 'workerLens.restartWorker',
  restartAll: 'workerLens.restartAll',
  restartRun: 'workerLens.restartRun',
  stopRun: 'workerLens.stopRun',
  copyTreeAsText: 'workerLens.copyTreeAsText',
  copyTreeAsJson: 'workerLens.copyTreeAsJson',
  openTimeline: 'workerLens.openTimeline',
  showInTimeline: 'workerLens.showInTimeline',
  saveRecording: 'workerLens.saveRecording',
  exportTrace: 'workerLens.exportTrace',
  compareRecordings: 'workerLens.compareRecordings',
  clearEnded: 'workerLens.clearEnded',
  sortBy: 'workerLens.sortBy',
  showLog: 'workerLens.showLog',
  fixWorkspace: 'workerLens.fixWorkspace',
  fixFolder: 'workerLens.fixFolder',
} as const;

/** Context keys, for `when` clauses. */
export const CONTEXT_KEYS = {
  /** Some run goes on. */
  live: 'workerLens.live',
  /** Some run has ended and is still shown. */
  ended: 'workerLens.ended',
  /** The workspace is trusted. The editor has a key of its own for it, and on a busy machine sets it seconds after a start. */
  trusted: 'workerLens.trusted',
  /** A person waits for the next target. */
  waiting: 'workerLens.waiting',
} as const;

/** What a row's `contextValue` holds, each where it can be done to that row. */
export const ROW_ABILITIES = {
  attach: 'attachable',
  detach: 'detachable',
  where: 'locatable',
  letGo: 'releasable',
  attachWorkers: 'forking',
  attachThreads: 'threading',
  detachAll: 'debugged',
  followSlot: 'followable',
  leaveSlot: 'followed',
  debugNext: 'repeatable',
  signal: 'signalable',
  disconnect: 'disconnectable',
  copyInspectorUrl: 'inspectable',
  revealFork: 'revealable',
  showCrash: 'crashed',
  copyTree: 'copyable',
  sendMessage: 'receiving',
  restartAll: 'rolling',
  whereAll: 'askable',
  openTimeline: 'recorded',
  showInTimeline: 'traced',
  stop: 'stoppable',
  restart: 'restartable',
} as const;

/** VS Code makes this command for each view. */
export const FOCUS_WORKERS = `${VIEWS.workers}.focus`;

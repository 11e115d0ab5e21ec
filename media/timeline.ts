// The webview: shows each trace that the extension begins.
import { config, t } from '@vscode/l10n';
import { App } from './app';
import { Host } from './host';
import { Recall, type Remembered } from './remembered';
import { TraceStore } from './trace-store';
import { ViewState } from './view-state';
import './timeline.css';

const host = new Host();
let app: App | null = null;

host.onDidReceive((message) => {
  if (message.type !== 'begin') return;
  if (message.words !== null) config({ contents: message.words });
  app?.dispose();
  const store = new TraceStore();
  const state = new ViewState();
  const saved = host.getState() as Partial<Remembered> | undefined;
  state.restore(saved?.view);
  app = new App({ store, state, host, t }, document.body, new Recall(saved));
});

host.post({ type: 'ready' });

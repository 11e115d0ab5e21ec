// VS Code's colours, as a canvas takes them.
import type { Edge, LaneState } from '../../protocol/timeline';

export interface Palette {
  background: string;
  text: string;
  faint: string;
  lines: string;
  focus: string;
  selection: string;
  sent: string;
  received: string;
  states: Record<LaneState, string>;
  edges: Record<Edge['by'], string>;
  /** Colours only for what a person chose to see: shapes and words say the rest. */
  contrast: boolean;
  font: string;
}

/** Whether a system forces its colours, which a canvas does not take by itself. */
const FORCED = '(forced-colors: active)';

/** Reads the colours that hold now; anew after each change of the theme. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  if (matchMedia(FORCED).matches) {
    const now = systemColours();
    return paletteOf((name) => now[forcedColour(name)], true, style.fontFamily);
  }
  const contrast = document.body.classList.contains('vscode-high-contrast');
  return paletteOf((name, otherwise) => style.getPropertyValue(name).trim() || otherwise, contrast, style.fontFamily);
}

const SYSTEM = ['Canvas', 'CanvasText', 'Highlight'] as const;
type SystemColours = Record<(typeof SYSTEM)[number], string>;

/** As they are now: a canvas keeps what such a name meant when it heard it first, and one without a page never knew. */
function systemColours(): SystemColours {
  const probe = document.body.appendChild(document.createElement('span'));
  const colours = SYSTEM.map((name) => {
    probe.style.color = name;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(colours);
}

function forcedColour(name: string): keyof SystemColours {
  if (name === '--vscode-editor-background') return 'Canvas';
  return /focus|selection|blue/i.test(name) ? 'Highlight' : 'CanvasText';
}

function paletteOf(colour: (name: string, otherwise: string) => string, contrast: boolean, font: string): Palette {
  const green = colour('--vscode-charts-green', '#89d185');
  const yellow = colour('--vscode-charts-yellow', '#cca700');
  const orange = colour('--vscode-charts-orange', '#d18616');
  const red = colour('--vscode-charts-red', '#f14c4c');
  const blue = colour('--vscode-charts-blue', '#3794ff');
  const purple = colour('--vscode-charts-purple', '#b180d7');
  const faint = colour('--vscode-descriptionForeground', '#999999');
  return {
    background: colour('--vscode-editor-background', '#1e1e1e'),
    text: colour('--vscode-editor-foreground', '#cccccc'),
    faint,
    lines: colour('--vscode-charts-lines', '#80808080'),
    focus: colour('--vscode-focusBorder', '#007fd4'),
    selection: colour('--vscode-list-activeSelectionBackground', '#04395e'),
    sent: blue,
    received: purple,
    states: {
      starting: yellow,
      online: green,
      listening: green,
      disconnecting: yellow,
      busy: orange,
      stuck: red,
      blocked: yellow,
      silent: red,
      paused: blue,
      stopped: faint,
      notObserved: faint,
      exited: faint,
      askedFor: faint,
      crashed: red,
    },
    edges: { ipc: blue, postMessage: purple, port: green, broadcast: orange },
    contrast,
    font,
  };
}

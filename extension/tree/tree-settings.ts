// What a person chose of the tree: which figures its rows show, and what they are sorted by.
import * as vscode from 'vscode';
import { SETTINGS } from '../ids';
import { FIGURES, type FigureName } from './figures';
import type { SortBy } from './held-order';

export class TreeSettings implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #store: vscode.Disposable;
  #figures = readFigures();
  #sortBy = readSortBy();

  readonly onDidChange = this.#changed.event;

  constructor() {
    const mine = [SETTINGS.figures, SETTINGS.sortBy];
    this.#store = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (mine.some((setting) => event.affectsConfiguration(setting))) this.#read();
      }),
    );
  }

  get figures(): readonly FigureName[] {
    return this.#figures;
  }

  get sortBy(): SortBy {
    return this.#sortBy;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #read(): void {
    this.#figures = readFigures();
    this.#sortBy = readSortBy();
    this.#changed.fire();
  }
}

/** Whatever stands in the settings by hand. */
function readFigures(): FigureName[] {
  const chosen: unknown = vscode.workspace.getConfiguration().get(SETTINGS.figures);
  return Array.isArray(chosen) ? [...new Set(chosen.filter(isFigure))] : [];
}

function readSortBy(): SortBy {
  const chosen: unknown = vscode.workspace.getConfiguration().get(SETTINGS.sortBy);
  return isFigure(chosen) ? chosen : 'creation';
}

function isFigure(value: unknown): value is FigureName {
  return (FIGURES as readonly unknown[]).includes(value);
}

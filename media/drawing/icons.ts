// Codicons as a canvas writes them. Which character an icon is, only the style sheet says.

export type Icon =
  | 'add'
  | 'circle-small-filled'
  | 'radio-tower'
  | 'debug-disconnect'
  | 'zap'
  | 'bug'
  | 'pass'
  | 'circle-slash'
  | 'error'
  | 'repo-forked';

const FONT = '14px codicon';

export class Icons {
  readonly #characters = new Map<Icon, string>();

  /** @param whenLoaded the font came: what was painted without it must be painted again */
  constructor(whenLoaded: () => void) {
    void document.fonts.load(FONT, '\uea60').then(whenLoaded, () => {});
  }

  readonly font = FONT;

  character(icon: Icon): string {
    const known = this.#characters.get(icon);
    if (known !== undefined) return known;
    const element = document.createElement('i');
    element.className = `codicon codicon-${icon}`;
    element.hidden = true;
    document.body.append(element);
    const character = getComputedStyle(element, '::before').content.replace(/^"|"$/g, '');
    element.remove();
    this.#characters.set(icon, character);
    return character;
  }
}

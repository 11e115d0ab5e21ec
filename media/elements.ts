// Elements, made in one call each.

export interface Options {
  class?: string;
  text?: string;
  title?: string;
  role?: string;
  /** Attributes that begin with `aria-`, by what follows. */
  aria?: Record<string, string>;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  options: Options = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (options.class !== undefined) made.className = options.class;
  if (options.text !== undefined) made.textContent = options.text;
  if (options.title !== undefined) made.title = options.title;
  if (options.role !== undefined) made.setAttribute('role', options.role);
  for (const [key, value] of Object.entries(options.aria ?? {})) made.setAttribute(`aria-${key}`, value);
  made.append(...children);
  return made;
}

/** A codicon; what it means must be said beside it. */
export function icon(name: string): HTMLElement {
  return element('span', { class: `codicon codicon-${name}`, aria: { hidden: 'true' } });
}

/** A button that shows an icon alone. */
export function iconButton(name: string, label: string, press: () => void): HTMLButtonElement {
  const button = element('button', { class: 'icon-button', title: label, aria: { label } }, icon(name));
  button.type = 'button';
  button.addEventListener('click', press);
  return button;
}

/** Another icon and label for a button that has them. */
export function relabel(button: HTMLButtonElement, name: string, label: string): void {
  if (button.title === label) return;
  button.title = label;
  button.setAttribute('aria-label', label);
  button.firstElementChild!.className = `codicon codicon-${name}`;
}

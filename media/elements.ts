// Elements, made in one call each. No markup is ever parsed: what a program said stays text.

type Child = Node | string | null;

/** Attributes by name: `true` stands alone, `false` and `null` are left out. */
export type Attributes = Record<string, string | number | boolean | null>;

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  setAttributes(made, attributes);
  made.append(...children.filter((child) => child !== null));
  return made;
}

export function setAttributes(of: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) of.removeAttribute(name);
    else of.setAttribute(name, value === true ? '' : String(value));
  }
}

/** A codicon; what it means must be said beside it. */
export function icon(name: string): HTMLElement {
  return element('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

/** A button that shows an icon alone. */
export function iconButton(name: string, label: string, press: () => void): HTMLButtonElement {
  const made = element(
    'button',
    { type: 'button', class: 'icon-button', title: label, 'aria-label': label },
    icon(name),
  );
  made.addEventListener('click', press);
  return made;
}

/** Another icon and label for a button that has them. */
export function relabel(button: HTMLButtonElement, name: string, label: string): void {
  if (button.title === label) return;
  button.title = label;
  button.setAttribute('aria-label', label);
  button.firstElementChild!.className = `codicon codicon-${name}`;
}

/** A button with its words, and an icon before them. */
export function button(label: string, iconName: string, press: () => void, look = ''): HTMLButtonElement {
  const made = element('button', { type: 'button', class: `button ${look}`.trim() }, icon(iconName), label);
  made.addEventListener('click', press);
  return made;
}

/** What leads somewhere within VS Code: looks like a link, and is a button, as it has no address. */
export function link(words: string, title: string, press: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', class: 'link', title }, words);
  made.addEventListener('click', press);
  return made;
}

/** What a panel says where it has nothing to show. */
export function emptiness(words: string, ...more: Node[]): HTMLElement {
  return element('div', { class: 'emptiness' }, element('p', {}, words), ...more);
}

let ids = 0;

/** An id that no other element has. */
export function freshId(): string {
  ids++;
  return `wl-${ids}`;
}

/** A field with its label, which a click on leads to it. */
export function labelled(label: string, field: HTMLElement, hint: string | null = null): HTMLElement {
  field.id ||= freshId();
  const said = hint === null ? null : element('div', { class: 'hint', id: `${field.id}-hint` }, hint);
  if (said) field.setAttribute('aria-describedby', said.id);
  return element('div', { class: 'field' }, element('label', { for: field.id }, label), field, said);
}

// What files are called that a person saves.

export const RECORDING_SUFFIX = '.wlens.jsonl';
export const TRACE_SUFFIX = '.trace.json';

/** Characters of a run's name that its file's begins with: a path may be long. */
const NAME_LENGTH = 80;
/** What no file's name may hold on some system, or would be a nuisance in a shell. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNFIT = /[\u0000-\u001f<>:"/\\|?*\s]+/g;

/** `app.js-2026-11-28-170500`, in the time of where the person lives. */
export function fileStem(name: string, at: Date): string {
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(digits).join('-');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(digits).join('');
  const plain = name
    .replaceAll(UNFIT, '-')
    .slice(0, NAME_LENGTH)
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return `${plain || 'run'}-${day}-${time}`;
}

/** The last part of a path, without the end that makes it a recording. */
export function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.endsWith(RECORDING_SUFFIX) ? name.slice(0, -RECORDING_SUFFIX.length) : name;
}

function digits(value: number): string {
  return String(value).padStart(2, '0');
}

// Why something ended, where more can be said than its code or signal: half a sentence for a person.
import type { End } from '../protocol/viewer';

/** Puts a message into a person's language. The English one is the key. */
type Translate = (message: string) => string;

/** `it called process.abort()`; `null` where nothing more is known. */
export function whyWords(end: End, t: Translate): string | null {
  if (end.why) return reasonWords(end, t);
  return end.how === 'crashed' ? signalWords(end.signal, t) : null;
}

function reasonWords({ why, code }: End, t: Translate): string | null {
  switch (why) {
    case 'abort':
      return t('it called process.abort()');
    case 'fatal':
      return t('Node.js aborted by itself, most often because V8’s heap was full (--max-old-space-size)');
    case 'resource-limits':
      return t('its heap was full (resourceLimits)');
    case 'killed-by-kernel':
      return t('the kernel killed it because memory ran out');
    case 'not-started':
      return t('it could not be started');
    case 'process-ended':
      return t('its process ended');
    case 'node-code':
      return codeWords(code, t);
    case null:
      return null;
  }
}

function signalWords(signal: string | null, t: Translate): string | null {
  switch (signal) {
    case 'SIGSEGV':
    case 'SIGBUS':
      return t('native code touched memory that it may not, or the stack was full');
    case 'SIGILL':
    case 'SIGTRAP':
      return t('V8 or native code came upon an error that it cannot go on from');
    case 'SIGHUP':
    case 'SIGINT':
    case 'SIGKILL':
    case 'SIGQUIT':
    case 'SIGTERM':
      return t('the signal came from outside the run');
    default:
      return null;
  }
}

/** https://nodejs.org/api/process.html#exit-codes */
function codeWords(code: number | null, t: Translate): string | null {
  switch (code) {
    case 3:
    case 4:
    case 6:
    case 10:
      return t('Node.js’s own code for a fault in Node.js itself');
    case 5:
      return t('Node.js’s own code for a fatal error in V8');
    case 7:
      return t('Node.js’s own code for a handler of uncaught errors that threw');
    case 9:
      return t('Node.js’s own code for an option that it does not take');
    case 12:
      return t('Node.js’s own code for an inspector port that it cannot open');
    case 13:
      return t('Node.js’s own code for a top-level await that never settled');
    case 14:
      return t('Node.js’s own code for a snapshot that it could not build');
    default:
      return null;
  }
}

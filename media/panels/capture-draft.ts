// What a person wants captured of payloads, as it is being written.
import type { PayloadFilter } from '../../protocol/agent';
import type { Host } from '../host';
import type { Translate } from '../panel';

/**
 * Parts of names of what is nobody's business, in small letters. Rather a few too many: what is masked can be shown later,
 * what was shown can't be masked. `key` alone stays readable: it names requests and rows far more often than secrets.
 */
export const MASKED = [
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'token',
  'credential',
  'authorization',
  'authentication',
  'bearer',
  'jwt',
  'cookie',
  'sessionid',
  'session_id',
  'session-id',
  'apikey',
  'api_key',
  'api-key',
  'accesskey',
  'access_key',
  'access-key',
  'privatekey',
  'private_key',
  'private-key',
  'signingkey',
  'signing_key',
  'encryptionkey',
  'encryption_key',
  'signature',
  'creditcard',
  'credit_card',
  'cardnumber',
  'card_number',
  'cvv',
  'cvc',
  'iban',
  'ssn',
] as const;

export interface CaptureDraft {
  way: 'sent' | 'received' | null;
  /** Empty for all; so are those below. */
  hint: string;
  path: string;
  equals: string;
  /** Of all targets, or those of the selected lanes. */
  all: boolean;
  masked: string;
}

/** Separates names as a person would write them. */
const BETWEEN_NAMES = /[\s,;]+/;

export function draftOf(filter: PayloadFilter | null): CaptureDraft {
  return {
    way: filter?.way ?? null,
    hint: filter?.hint ?? '',
    path: filter?.field?.path ?? '',
    equals: filter?.field?.equals ?? '',
    all: true,
    masked: (filter?.masked ?? MASKED).join(', '),
  };
}

export function maskedNames(text: string): string[] {
  return [...new Set(text.toLowerCase().split(BETWEEN_NAMES).filter(Boolean))];
}

/** What stands in the way of a capture, in a sentence; `null` where nothing does. @param lanes how many are selected */
export function draftFault(draft: CaptureDraft, lanes: number, t: Translate): string | null {
  if (!draft.all && lanes === 0) return t('Select a lane first, or capture from all.');
  const path = draft.path.trim();
  if (path === '' && draft.equals !== '') return t('Say which field it is that has this value.');
  if (path !== '' && path.split('.').some((name) => name.trim() === '')) {
    return t('A path is names with dots between them, such as {0}.', 'user.name');
  }
  return null;
}

export function filterOf(draft: CaptureDraft): PayloadFilter {
  const path = draft.path.trim();
  return {
    way: draft.way,
    hint: draft.hint.trim() || null,
    field: path === '' ? null : { path, equals: draft.equals },
    masked: maskedNames(draft.masked),
  };
}

/** One for each page, so that all panels capture with the same names masked. */
const drafts = new WeakMap<Host, CaptureDraft>();

export function sharedDraft(host: Host): CaptureDraft {
  const known = drafts.get(host);
  if (known) return known;
  const made = draftOf(host.payloads);
  drafts.set(host, made);
  return made;
}

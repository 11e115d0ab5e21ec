// Why something is not observed, for a person: in a few words, and in sentences with what to do.
import type { NotObserved } from '../protocol/agent';

/** Puts a message into a person's language, with the arguments in place of `{0}` …. The English one is the key. */
type Translate = (message: string, ...args: string[]) => string;

/** `--permission without --allow-net`, `Node.js v14.21.3`; for a row. */
export function notObservedWords({ reason, detail }: NotObserved, t: Translate): string {
  switch (reason) {
    case 'permission':
      return t('--permission without {0}', detail ?? '?');
    case 'oldNode':
      return t('Node.js {0}', detail ?? '?');
    case 'agentMissing':
      return t('agent gone');
    case 'agentFailed':
      return t('agent failed');
    case 'environment':
      return detail === null ? t('environment emptied') : t('{0} replaced', detail);
    case 'otherUser':
      return t('another user');
    case 'noHub':
      return t('began without hub');
    case 'notReached':
      return t('not reached');
    case 'unknown':
      return t('unknown why');
  }
}

/** The reason, and what to do. */
export function notObservedSentences({ reason, detail }: NotObserved, t: Translate): string {
  switch (reason) {
    case 'permission':
      return t('Its permission model keeps the agent out. Start it with {0} as well.', detail ?? '?');
    case 'oldNode':
      return t('It runs Node.js {0}. Start it with Node.js 18 or later.', detail ?? '?');
    case 'agentMissing':
      return t(
        'Worker Lens was updated or removed since the environment of this program was made. Start it again from a new terminal.',
      );
    case 'agentFailed':
      return t('The agent failed as it was loaded: {0}. Please report this.', detail ?? '?');
    case 'environment':
      return detail === null
        ? t(
            'Something started it with an emptied environment, as env -i, sudo or a service manager does. Pass NODE_OPTIONS and WORKER_LENS on to it.',
          )
        : t('Something replaced {0} on the way to it. Put its own options behind those that stand there.', detail);
    case 'otherUser':
      return t('It runs as another user (uid {0}), who cannot reach the hub. Start it as yourself.', detail ?? '?');
    case 'noHub':
      return t('It began while no hub of Worker Lens ran. Start it again.');
    case 'notReached':
      return t('It ran already when Worker Lens came into its run. {0}', detail ?? '?');
    case 'unknown':
      return t(
        'It has not said hello, and nothing shows why: it may be stopped, or its start be blocked. If it runs, start it again.',
      );
  }
}

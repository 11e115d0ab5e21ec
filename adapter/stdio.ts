// The adapter in a process of its own, over stdio: for tests, and for editors other than VS Code.
// It uses the rendezvous directory of the folder that it is started in.
import * as path from 'node:path';
import { rendezvousDirectory } from '../protocol/rendezvous';
import { HubLink } from '../viewer/hub-link';
import { launchParts } from '../viewer/launch';
import type { AdapterHost } from './host';
import { LaunchSession } from './launch-session';
import { english } from './texts';

function stdioHost(): AdapterHost {
  const directory = rendezvousDirectory(process.cwd());
  return {
    link: new HubLink({ directory, hub: path.join(__dirname, 'hub.js'), node: process.execPath }),
    parts: launchParts(__dirname, directory),
    t: english,
  };
}

/** Ends with its client; a hub that ends meanwhile is not to be started again. */
class StdioSession extends LaunchSession {
  override shutdown(): void {
    host.link.dispose();
    super.shutdown();
  }
}

const host = stdioHost();
const session = new StdioSession(host);
process.on('SIGTERM', () => session.shutdown());
session.start(process.stdin, process.stdout);

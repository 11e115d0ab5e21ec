// Leads from a process or thread that ended to its place in the code.
import type { Site } from '../protocol/agent';
import { MAX_SITES, type ProcessState, type ThreadState } from '../protocol/viewer';
import type { HubLink } from '../viewer/hub-link';
import { openSite } from './sites';
import { isOwnCode, sitesOf } from './stack-sites';
import type { WorkersView } from './tree/workers-view';

export class Places {
  readonly #link: HubLink;
  readonly #view: Pick<WorkersView, 'show'>;
  readonly #agent: string;

  /** @param agent path of the agent, whose frames are nobody's code. */
  constructor(link: HubLink, view: Pick<WorkersView, 'show'>, agent: string) {
    this.#link = link;
    this.#view = view;
    this.#agent = agent;
  }

  /** Shows where a process or thread, known by its id, failed: see {@link show}. */
  async showById(id: string): Promise<void> {
    const { process, thread } = this.#link.model.target(id) ?? {};
    const each = thread ?? process;
    if (each) await this.show(each);
  }

  /** Opens the place in the person's code where its error was made; else where it was forked; else leads to its row. */
  async show(each: ProcessState | ThreadState): Promise<void> {
    const places = [await this.#ofError(each.end?.error?.stack ?? ''), each.site];
    for (const place of places) if (place && (await opens(place))) return;
    await this.#view.show(each.id);
  }

  /** The innermost frame that lies in the person's own code, as they wrote it. */
  async #ofError(stack: string): Promise<Site | null> {
    const sites = sitesOf(stack)
      .filter((site) => site.file !== this.#agent)
      .slice(0, MAX_SITES);
    const sources = sites.length > 0 ? await this.#sourcesOf(sites) : [];
    return sites.map((site, i) => sources[i] ?? site).find(isOwnCode) ?? null;
  }

  /** Without a hub the places stay what they are. */
  async #sourcesOf(sites: Site[]): Promise<(Site | null)[]> {
    try {
      return (await this.#link.request({ type: 'findSources', sites })).sources ?? [];
    } catch {
      return [];
    }
  }
}

/** A file may be gone, or never have been there. */
async function opens(site: Site): Promise<boolean> {
  try {
    await openSite(site);
    return true;
  } catch {
    return false;
  }
}

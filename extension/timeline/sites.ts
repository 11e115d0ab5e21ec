// Leads from a message to where it was sent.
import type { Site } from '../../protocol/agent';
import type { HubLink } from '../../viewer/hub-link';
import { openSite } from '../sites';
import { siteOf } from './site-text';

/** Opens the place in its source, where the hub finds one; without a hub, as in a recording, where it ran. */
export async function openMessageSite(link: HubLink, text: string): Promise<void> {
  const site = siteOf(text);
  if (site) await openSite((await sourceOf(link, site)) ?? site);
}

async function sourceOf(link: HubLink, site: Site): Promise<Site | null | undefined> {
  if (link.state !== 'connected') return undefined;
  try {
    return (await link.request({ type: 'findSources', sites: [site] })).sources?.[0];
  } catch {
    return undefined;
  }
}

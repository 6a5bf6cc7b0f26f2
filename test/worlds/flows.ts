import { noticeOf, type Notice } from '../../src/release/notice.ts';
import type { AuditEntry } from '../../src/release/state.ts';
import type { Place } from './place.ts';
import { both, CONFIG } from './samples.ts';
import type { World } from './world.ts';

/** A place whose first release has come to rest in its first environment. */
export async function deployed(
  world: World,
  config: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Place> {
  const place = await world.place({ ...both, [CONFIG]: config, ...files });
  const head = await place.commit('ada', 'main', { 'README.md': 'Deployed from now on\n' });
  await place.settled(config.includes('  staging:') ? 'staging' : 'production', head);
  return place;
}

/** Merges these files by a pull request that passes, and waits for production to rest at them. */
export async function merged(
  place: Place,
  files: Readonly<Record<string, string | null>>,
): Promise<{ number: number; sha: string }> {
  const { number, head } = await place.pull(files);
  await place.checked(head, 'success');
  const sha = await place.merge(number);
  await place.settled('production', sha);
  return { number, sha };
}

/** What a gateway answers below the place's own path. */
export async function statusOf(
  world: World,
  place: Place,
  path: string,
  gateway: 'stage' | 'edge' = 'edge',
): Promise<number> {
  return (await fetch(`${world.gateways[gateway].url}/${place.owner}/${path}`)).status;
}

/** The configuration with orders on the upstream that fails. */
export function bad(config: string): string {
  return config.replace('GOOD, path: /HERE/orders', 'BAD, path: /HERE/orders');
}

/** Lines of the audit trail. */
export async function trailOf(place: Place): Promise<string[]> {
  const month = new Date().toISOString().slice(0, 7);
  return (await place.read(`state/audit/${month}.jsonl`, 'sluice/state')).trimEnd().split('\n');
}

/** What of it is told outside GitHub, each thing as it was told first. */
export async function noticesOf(place: Place): Promise<Notice[]> {
  const entries = (await trailOf(place)).map((line) => JSON.parse(line) as AuditEntry);
  const notices = entries.flatMap((entry) => noticeOf(entry, { id: 0, fullName: place.full }) ?? []);
  return notices.filter(({ id }, index) => notices.findIndex((other) => other.id === id) === index);
}

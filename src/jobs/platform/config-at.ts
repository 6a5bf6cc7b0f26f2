import { LRUCache } from 'lru-cache';
import { loadSluiceConfig } from '../../config/load.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Repo } from '../../github/repo.ts';
import { snapshotAt } from '../../github/snapshot.ts';
import type { Problem } from '../../spec/place.ts';

export const CONFIG_FILE = '.github/sluice.yaml';

/** The user's configuration at one commit; with no file at all, an empty one. */
export type ConfigAt =
  | { readonly ok: true; readonly commit: string; readonly config: SluiceConfig; readonly text: string | undefined }
  | { readonly ok: false; readonly commit: string; readonly problems: readonly Problem[] };

/** A commit never changes, so neither does its configuration. */
const known = new LRUCache<string, ConfigAt>({ max: 100 });

export async function configAt(repo: Repo, commit: string): Promise<ConfigAt> {
  const key = `${repo.id} ${commit}`;
  const at = known.get(key) ?? (await readConfig(repo, commit));
  known.set(key, at);
  return at;
}

async function readConfig(repo: Repo, commit: string): Promise<ConfigAt> {
  const read = await snapshotAt(repo, commit).file(CONFIG_FILE);
  if (read.kind === 'absent') return { ok: true, commit, config: {}, text: undefined };
  if (read.kind === 'refused') {
    return { ok: false, commit, problems: [{ code: `config-${read.reason}`, message: read.message }] };
  }
  const text = Buffer.from(read.bytes).toString('utf8');
  const loaded = loadSluiceConfig(text, CONFIG_FILE);
  return loaded.ok
    ? { ok: true, commit, config: loaded.config, text }
    : { ok: false, commit, problems: loaded.problems };
}

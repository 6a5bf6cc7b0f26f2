import { posix } from 'node:path';
import { forEverybody, listings, type Listing } from '../../catalogue/listing.ts';
import { loadSluiceConfig } from '../../config/load.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Wanted } from '../../jobs/catalogue/gather.ts';
import type { FetchFile } from '../../jobs/inspect/inspect.ts';
import { CONFIG_FILE } from '../../jobs/platform/config-at.ts';
import { problemLine } from '../check/report.ts';
import { CannotRun, type Place } from '../check/tree.ts';

/** One state of a repository: its APIs, and where their descriptions are. */
export interface State {
  readonly listings: readonly Listing[];
  readonly specs: ReadonlyMap<string, string>;
  readonly place: Place;
}

/** What the configuration of that place lists; where it lists nothing, the descriptions that are there, by their paths. */
export async function stateOf(place: Place, internal: boolean): Promise<State> {
  const { config, root } = await configOf(place);
  const all = config.apis === undefined ? await unlisted(place) : listings(config, { addresses: new Map() });
  const specs = (config.apis ?? []).flatMap(({ name, spec }): [string, string][] =>
    spec === undefined ? [] : [[name, posix.join(root, spec)]],
  );
  return {
    listings: internal ? all : forEverybody(all),
    specs: new Map(config.apis === undefined ? all.map(({ name }) => [name, posix.join(place.folder, name)]) : specs),
    place,
  };
}

/** In the folder that was named, else in the root of its repository. */
async function configOf({ tree, folder }: Place): Promise<{ readonly config: SluiceConfig; readonly root: string }> {
  for (const root of new Set([folder, ''])) {
    const file = posix.join(root, CONFIG_FILE);
    await tree.fetch([file]);
    const bytes = tree.read(file);
    if (!bytes) continue;
    const loaded = loadSluiceConfig(Buffer.from(bytes).toString('utf8'), file);
    if (loaded.ok) return { config: loaded.config, root };
    throw new CannotRun(loaded.problems.map((problem) => problemLine(problem, (path) => tree.show(path))).join('\n'));
  }
  return { config: {}, root: '' };
}

async function unlisted({ tree, folder }: Place): Promise<Listing[]> {
  const names = (await tree.descriptions()).map((path) => posix.relative(folder, path));
  return names.map((name) => ({ name, owners: [], visibility: 'public', calls: [], dependsOn: [], usedBy: [] }));
}

/** What the catalogue is to have of the newer state, compared with the older one where there is one. */
export function wantedOf(now: State, before: State | undefined, internal: boolean): Wanted[] {
  const fetch: FetchFile = async (side, path) => {
    const place = side === 'head' ? now.place : before?.place;
    await place?.tree.fetch([path]);
    return place?.tree.read(path) ?? null;
  };
  return now.listings.map((listing) => {
    const spec = now.specs.get(listing.name);
    const old = before?.specs.get(listing.name);
    return {
      listing,
      audience: internal ? 'internal' : 'public',
      fetch,
      ...(spec !== undefined && { spec }),
      ...(before && { before: old === undefined ? 'new' : { spec: old } }),
    };
  });
}

import picomatch from 'picomatch';
import { shippedPacks } from '../../config/shipped-packs.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Repo } from '../../github/repo.ts';
import { snapshotAt } from '../../github/snapshot.ts';
import type { Problem } from '../../spec/place.ts';
import type { InspectRequest } from '../inspect/inspect.ts';
import type { Services } from '../services.ts';

export interface PacksRead {
  readonly packs: InspectRequest['packs'];
  readonly problems: readonly Problem[];
}

/** The rule packs that the base branch asks for: shipped ones, all where it does not say which, and its own files at that commit. */
export async function packsAt(
  services: Services,
  repo: Repo,
  config: SluiceConfig,
  commit: string,
): Promise<PacksRead> {
  const { extends: asked, rules = [] } = config.policies ?? {};
  const packs = shippedPacks
    .filter(({ name }) => asked === undefined || asked.includes(name) || services.floorPacks.includes(name))
    .map(({ name }): { name: string; text: string } => ({ name, text: services.packs.get(name) ?? '' }));
  const problems: Problem[] = [];
  const { files, leadNowhere } = await ruleFiles(repo, commit, rules);
  for (const glob of leadNowhere) {
    const message = `policies.rules names ${glob}, and no file on the base branch goes by that: no rule comes from there.`;
    problems.push({ code: 'pack-missing', message });
  }
  for (const file of files) {
    const read = await snapshotAt(repo, commit).file(file);
    if (read.kind === 'file') packs.push({ name: file, text: Buffer.from(read.bytes).toString('utf8') });
    else
      problems.push({
        code: 'pack-missing',
        message: `policies.rules names ${file}, which is not an ordinary file on the base branch.`,
      });
  }
  return { packs, problems };
}

interface RuleFiles {
  readonly files: readonly string[];
  /** Globs that no path goes by. */
  readonly leadNowhere: readonly string[];
}

/** `rules` are globs over the repository's paths at that commit. */
async function ruleFiles(repo: Repo, commit: string, globs: readonly string[]): Promise<RuleFiles> {
  if (globs.length === 0) return { files: [], leadNowhere: [] };
  const paths = await snapshotAt(repo, commit).paths();
  const matchers = globs.map((glob) => ({ glob, matches: picomatch(glob, { dot: true }) }));
  return {
    files: paths.filter((path) => matchers.some(({ matches }) => matches(path))),
    leadNowhere: matchers.filter(({ matches }) => !paths.some((path) => matches(path))).map(({ glob }) => glob),
  };
}

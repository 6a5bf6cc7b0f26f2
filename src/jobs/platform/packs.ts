import picomatch from 'picomatch';
import { shippedPacks } from '../../config/shipped-packs.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Repo } from '../../github/repo.ts';
import { snapshotAt } from '../../github/snapshot.ts';
import { parsePack } from '../../policy/pack.ts';
import type { Problem } from '../../spec/place.ts';
import type { InspectRequest } from '../inspect/inspect.ts';
import type { Services } from '../services.ts';

export interface PacksRead {
  /** Those without a mistake. */
  readonly packs: InspectRequest['packs'];
  readonly problems: readonly Problem[];
}

/** The rule packs that a configuration asks for: shipped ones, all where it does not say which, and the repository's own files at that commit. */
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
    const message = `policies.rules names ${glob}, and no file goes by that: no rule comes from there.`;
    problems.push({ code: 'pack-missing', message });
  }
  for (const file of files) {
    const read = await snapshotAt(repo, commit).file(file);
    if (read.kind !== 'file') {
      problems.push({
        code: 'pack-missing',
        message: `policies.rules names ${file}, which is not an ordinary file.`,
      });
      continue;
    }
    const text = Buffer.from(read.bytes).toString('utf8');
    const parsed = parsePack(file, text);
    if (parsed.ok) packs.push({ name: file, text });
    else problems.push(...parsed.problems);
  }
  return { packs, problems };
}

/** Whether one of these paths is a pack that the configuration names. */
export function namesPack({ policies }: SluiceConfig, paths: ReadonlySet<string>): boolean {
  const matchers = (policies?.rules ?? []).map(matcherOf);
  return [...paths].some((path) => matchers.some((matches) => matches(path)));
}

function matcherOf(glob: string): (path: string) => boolean {
  return picomatch(glob, { dot: true });
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
  const matchers = globs.map((glob) => ({ glob, matches: matcherOf(glob) }));
  return {
    files: paths.filter((path) => matchers.some(({ matches }) => matches(path))),
    leadNowhere: matchers.filter(({ matches }) => !paths.some((path) => matches(path))).map(({ glob }) => glob),
  };
}

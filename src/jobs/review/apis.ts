import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Repo } from '../../github/repo.ts';
import type { PullFacts } from '../../github/pulls.ts';
import { snapshotAt } from '../../github/snapshot.ts';
import { affectedApis } from '../../release/affected.ts';
import type { ChangedFile } from '../../review/output.ts';
import { kindOf } from '../../spec/discover.ts';
import { CONFIG_FILE } from '../platform/config-at.ts';
import { isDescriptionText, rootsThatReach } from '../platform/references.ts';

/** One API that a pull request touches: its root file on each side, absent where it is not. */
export interface TouchedApi {
  readonly name: string;
  readonly configured: boolean;
  readonly base?: string;
  readonly head?: string;
  readonly owners: readonly string[];
}

export interface TouchedInput {
  readonly repo: Repo;
  readonly pull: Pick<PullFacts, 'files' | 'mergeBase' | 'headSha'>;
  readonly base: SluiceConfig;
  readonly head: SluiceConfig;
}

/**
 * The APIs of a pull request: the configured ones that it touches, and every other description among its files, found by
 * content. A file that is only part of descriptions leads to those that refer to it.
 */
export async function touchedApis(input: TouchedInput): Promise<TouchedApi[]> {
  const { repo, pull, base, head } = input;
  const described = await describedFiles(repo, pull);
  const throughReferences = await reachedRoots(input, described);
  const configured = affectedApis({ base, head, changed: pathsOf(pull.files), throughReferences });
  const renames = new Map(pull.files.flatMap(({ path, previousPath }) => (previousPath ? [[previousPath, path]] : [])));
  const named = configured.map((api): TouchedApi => {
    const before = api.base?.spec;
    const after = moved(api.head?.spec, renames, pull.files);
    return {
      name: api.name,
      configured: true,
      ...(before !== undefined && { base: before }),
      ...(after !== undefined && { head: after }),
      owners: (api.head ?? api.base)?.owners ?? [],
    };
  });
  const known = new Set([...(base.apis ?? []), ...(head.apis ?? [])].map(({ spec }) => spec));
  return [...named, ...unnamed(described, throughReferences, known)];
}

export function pathsOf(files: readonly ChangedFile[]): Set<string> {
  return new Set(
    files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath])),
  );
}

/** A description that was moved while the configuration still names its old place is read where it is now. */
function moved(
  spec: string | undefined,
  renames: ReadonlyMap<string, string>,
  files: readonly ChangedFile[],
): string | undefined {
  if (spec === undefined || files.some(({ path, status }) => path === spec && status !== 'removed')) return spec;
  return renames.get(spec) ?? spec;
}

interface DescribedFile {
  readonly file: ChangedFile;
  readonly base: boolean;
  readonly head: boolean;
}

function mayDescribe(path: string): boolean {
  return isDescriptionText(path) && path !== CONFIG_FILE;
}

/** Which changed files are descriptions, before and after. */
async function describedFiles(repo: Repo, pull: TouchedInput['pull']): Promise<DescribedFile[]> {
  const files = pull.files.filter((file) => [...pathsOf([file])].some(mayDescribe));
  const before = files.filter(({ status }) => status !== 'added').map((file) => file.previousPath ?? file.path);
  const after = files.filter(({ status }) => status !== 'removed').map(({ path }) => path);
  const [atBase, atHead] = await Promise.all([
    snapshotAt(repo, pull.mergeBase).files(before),
    snapshotAt(repo, pull.headSha).files(after),
  ]);
  const described = (read: ReturnType<typeof atBase.get>, path: string): boolean =>
    read?.kind === 'file' && kindOf(read.bytes, path) !== undefined;
  return files.map((file) => {
    const base = described(atBase.get(file.previousPath ?? file.path), file.previousPath ?? file.path);
    // What was a description and is still there is one that somebody broke, however it reads now.
    const isThere = file.status !== 'removed' && mayDescribe(file.path);
    const head = isThere && (base || described(atHead.get(file.path), file.path));
    return { file, base, head };
  });
}

/** A description can be a part of others as well. */
async function reachedRoots({ repo, pull }: TouchedInput, described: readonly DescribedFile[]): Promise<Set<string>> {
  if (described.length === 0) return new Set();
  const paths = pathsOf(described.map(({ file }) => file));
  const reached = await Promise.all([
    rootsThatReach(repo, pull.mergeBase, paths),
    rootsThatReach(repo, pull.headSha, paths),
  ]);
  return new Set(reached.flatMap((set) => [...set]));
}

/** Descriptions that no configuration names go by their path. */
function unnamed(
  described: readonly DescribedFile[],
  reached: ReadonlySet<string>,
  known: ReadonlySet<string | undefined>,
): TouchedApi[] {
  const apis = described
    .filter((entry) => entry.base || entry.head)
    .filter(({ file }) => !known.has(file.path) && !known.has(file.previousPath))
    .map(({ file, base, head }): TouchedApi => {
      const before = file.previousPath ?? file.path;
      return {
        name: file.path,
        configured: false,
        ...(base && { base: before }),
        ...(head && { head: file.path }),
        owners: [],
      };
    });
  const changed = pathsOf(described.map(({ file }) => file));
  const loose = [...reached].filter((root) => !known.has(root) && !changed.has(root));
  return [
    ...apis,
    ...loose.map((root): TouchedApi => ({
      name: root,
      configured: false,
      base: root,
      head: root,
      owners: [],
    })),
  ];
}

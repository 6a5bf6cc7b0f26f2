import { catalogued, type PageAsked } from '../../catalogue/catalogued.ts';
import { compare } from '../../compare/compare.ts';
import { semverVerdict } from '../../compare/semver.ts';
import { evaluate } from '../../policy/evaluate.ts';
import type { Pack } from '../../policy/pack.ts';
import { apiVersion } from '../../spec/api-version.ts';
import type { Description, FileSet, LoadResult } from '../../spec/description.ts';
import { operationPlaces } from '../../spec/operation-places.ts';
import { outline } from '../../spec/outline.ts';
import type { Problem } from '../../spec/place.ts';
import { textOf } from '../../spec/text.ts';
import type { InspectedApi, Side } from './inspect.ts';

/** One side of one API, read as far as it can be. */
export interface ReadSide {
  readonly root: string;
  readonly result: Exclude<LoadResult, { kind: 'incomplete' }>;
  readonly bytes: FileSet['read'];
}

export interface Task {
  readonly name: string;
  readonly base: ReadSide | undefined;
  readonly head: ReadSide | undefined;
  readonly packs: readonly Pack[];
  readonly today: string;
  readonly page?: PageAsked;
}

function descriptionOf(side: ReadSide | undefined): Description | undefined {
  return side?.result.kind === 'loaded' ? side.result.description : undefined;
}

function problemsOf(name: Side, side: ReadSide | undefined): { side: Side; problem: Problem }[] {
  if (side === undefined) return [];
  const problems = side.result.kind === 'loaded' ? side.result.description.problems : side.result.problems;
  return problems.filter(({ warning }) => warning !== true).map((problem) => ({ side: name, problem }));
}

function filesOf(side: ReadSide | undefined): readonly string[] {
  if (side === undefined) return [];
  return descriptionOf(side)?.files ?? [side.root];
}

/** A side that is there and could not be read is not compared: an empty side would make everything added or removed. */
function changesOf({ base, head, today }: Task): ReturnType<typeof compare> {
  const before = descriptionOf(base);
  const after = descriptionOf(head);
  if (before === undefined || (head !== undefined && after === undefined)) return [];
  return compare(before, after, { today });
}

/** All that is said about one API. Pure: the same texts give the same answer. */
export function examine(task: Task): InspectedApi {
  const { name, base, head, packs, page } = task;
  const before = descriptionOf(base);
  const after = descriptionOf(head);
  const changes = changesOf(task);
  const text = (file: string): string | undefined => {
    const bytes = head?.bytes(file);
    return bytes instanceof Uint8Array ? textOf(bytes) : undefined;
  };
  const from = before && apiVersion(before);
  const to = after && apiVersion(after);
  const semver = from === undefined || to === undefined ? undefined : semverVerdict(from, to, changes);
  return {
    name,
    problems: [...problemsOf('base', base), ...problemsOf('head', head)],
    changes,
    violations: after === undefined ? [] : evaluate(packs, { ...(before && { base: before }), head: after, text }),
    ...(semver && { semver }),
    ...(after && { outline: outline(after), places: operationPlaces(after) }),
    ...(before && { outlineBefore: outline(before) }),
    ...(after && page && { catalogued: catalogued(page, after, before, changes) }),
    files: { base: filesOf(base), head: filesOf(head) },
  };
}

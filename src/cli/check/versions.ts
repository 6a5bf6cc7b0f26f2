import type { Change } from '../../compare/change.ts';
import { semverVerdict, type SemverVerdict } from '../../compare/semver.ts';
import { apiVersion } from '../../spec/api-version.ts';
import type { Description } from '../../spec/description.ts';

/** Whether the version of one API carries its changes. */
export interface VersionVerdict extends SemverVerdict {
  /** As the pair is called. */
  readonly api: string;
}

/** None where nothing changed, one side is missing, or a version is not written by Semantic Versioning. */
export function versionVerdict(
  api: string,
  base: Description | undefined,
  head: Description | undefined,
  changes: readonly Change[],
): VersionVerdict[] {
  const [from, to] = [base && apiVersion(base), head && apiVersion(head)];
  const verdict = from === undefined || to === undefined ? undefined : semverVerdict(from, to, changes);
  return verdict === undefined ? [] : [{ api, ...verdict }];
}

/** e.g. `info.version is still 1.0.0, and these changes ask for a new major version.` No line begins with the name of a file. */
export function sayVersion({ api, from, to, needed, enough }: VersionVerdict, alone: boolean): string {
  const moved = from === to ? `is still ${to}` : `goes from ${from} to ${to}`;
  const asked = enough
    ? `which is enough for these changes (${needed})`
    : `and these changes ask for a new ${needed} version`;
  return `info.version${alone ? '' : ` of ${api}`} ${moved}, ${asked}.`;
}

import type { LastGood } from './state.ts';
import { contentHash, type Manifest, type Resource } from './manifest.ts';

/** The content of one API on every target of an environment, by target name. */
export type ApiContent = Readonly<Record<string, readonly Resource[]>>;

/** A manifest with the named APIs' resources taken out and others put in. */
export function withContent(manifest: Manifest, content: ReadonlyMap<string, ApiContent>): Manifest {
  const kept = manifest.resources.filter((resource) => !content.has(resource.api));
  const added = [...content.values()].flatMap((byTarget) => byTarget[manifest.target] ?? []);
  return { target: manifest.target, resources: [...kept, ...added] };
}

/** Content hash per target. */
export function hashesOf(content: ApiContent, targets: readonly string[]): Record<string, string> {
  return Object.fromEntries(targets.map((target) => [target, contentHash(content[target] ?? [])]));
}

export function sameHashes(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

/** What putting last good back means for one API: its saved resources, or nothing where it was not there. */
export function lastGoodContent(lastGood: LastGood | undefined): ApiContent {
  return lastGood?.resources ?? {};
}

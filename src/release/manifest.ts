import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../spec/json.ts';

/** One native thing on a gateway: an API definition, a route, a custom resource. */
export interface Resource {
  /** Stable and unique within the target; the same API renders to the same id for ever. */
  readonly id: string;
  /** The API that it belongs to. */
  readonly api: string;
  /** In the gateway's own words: `route`, `tyk/oas`, `HTTPRoute`. */
  readonly kind: string;
  /** Canonical form: no server defaults, no generated fields, secrets only as references. */
  readonly body: Json;
  /** Ids of resources of the same target that must exist before this one and go after it. */
  readonly dependsOn: readonly string[];
}

/** What is, or should be, on one target for one owner. */
export interface Manifest {
  readonly target: string;
  readonly resources: readonly Resource[];
}

/** Identifies content by meaning: 64 hexadecimal digits of SHA-256 over the canonical JSON of the resources by id. */
export function contentHash(resources: readonly Resource[]): string {
  const content = [...resources]
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map(({ id, kind, body }) => ({ id, kind, body }));
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/** The resources of one API in a manifest. */
export function ofApi(manifest: Manifest, api: string): readonly Resource[] {
  return manifest.resources.filter((resource) => resource.api === api);
}

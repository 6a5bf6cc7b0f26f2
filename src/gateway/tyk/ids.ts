import { createHash } from 'node:crypto';

/** Whose a thing on the gateway is, and which API of theirs it belongs to. */
export interface Mark {
  readonly owner: string;
  readonly api: string;
}

/** Of everything that we write: Tyk has no organisations without its Dashboard, and its keys name this one. */
export const organisation = 'default';

/**
 * The id of what an API becomes, for ever the same. It is a file's name at the gateway, and a path that the API answers at; the digest
 * keeps it from being anybody else's, and from ending in `-oas`, which Tyk takes for the other half of a definition.
 */
export function apiIdOf({ owner, api }: Mark): string {
  return `${api.replace(/[^a-z0-9]/g, '-')}-${createHash('sha256').update(`${owner}\0${api}`).digest('hex').slice(0, 12)}`;
}

/** Ids of resources: APIs of both kinds share a name space at the gateway, policies have their own. */
export const resourceId = {
  api: (id: string): string => `api/${id}`,
  policy: (id: string): string => `policy/${id}`,
  /** A version's entry in the definition of the API that it is a version of. */
  version: (base: string, id: string): string => `version/${base}/${id}`,
};

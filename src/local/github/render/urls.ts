import { Buffer } from 'node:buffer';
import { fullName } from '../lookup.ts';
import type { Repository } from '../model.ts';
import type { World } from '../world.ts';

export type Json = Readonly<Record<string, unknown>>;

export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`;
}

export function apiUrl(world: World, path = ''): string {
  return `${world.url}/api/v3${path}`;
}

export function repositoryApi(world: World, repository: Repository, path = ''): string {
  return apiUrl(world, `/repos/${fullName(world, repository)}${path}`);
}

/** Where a person looks at it. */
export function repositoryPage(world: World, repository: Repository, path = ''): string {
  return `${world.url}/${fullName(world, repository)}${path}`;
}

import type { Range } from '../../spec/place.ts';
import type { Repository, Side } from '../facts.ts';
import { code, encodedPath } from '../inert.ts';

/** What places and commits are linked by. */
export interface Links {
  readonly repository: Repository;
  readonly headSha: string;
  readonly baseSha: string;
}

/** `apis/orders.yaml:118`, linked to that line at that commit. */
export function placeLink(place: { readonly side: Side; readonly range: Range }, links: Links): string {
  const { file, start } = place.range;
  const sha = place.side === 'base' ? links.baseSha : links.headSha;
  const url = `${links.repository.url}/blob/${sha}/${encodedPath(file)}#L${start.line}`;
  return `[${code(`${shortened(file)}:${start.line}`)}](${url})`;
}

/** The end of a long path says more than its beginning. */
function shortened(path: string): string {
  return path.length > 100 ? `…${path.slice(-99)}` : path;
}

export function commitLink(sha: string, repository: Repository): string {
  return `[${code(shortSha(sha))}](${repository.url}/commit/${encodedPath(sha)})`;
}

export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

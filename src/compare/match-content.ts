import type { MediaView } from '../spec/operations.ts';
import { matchInTurn, type Matching } from './matching.ts';

/** A media type in its parts (RFC 2045, section 5.1; structured syntax suffix: RFC 6838, section 4.2.8). */
interface Parts {
  readonly type: string;
  readonly subtype: string;
  readonly suffix: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export function mediaTypeParts(text: string): Parts {
  const [bare = '', ...rest] = text.split(';').map((part) => part.trim());
  const [type = '', full = ''] = bare.split('/');
  const [subtype = '', suffix = ''] = full.split('+');
  const parameters = rest
    .filter((part) => part !== '')
    .map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=').map((piece) => piece.trim());
      return [name, value.replace(/^"(.*)"$/, '$1')];
    });
  return { type, subtype, suffix, parameters: new Map(parameters) };
}

export function bareType(text: string): string {
  return (text.split(';')[0] ?? text).trim();
}

/** `application/problem+json` is a kind of `application/json`: who reads the one reads the other. */
export function specializes(special: string, general: string): boolean {
  const [one, other] = [mediaTypeParts(special), mediaTypeParts(general)];
  return one.type === other.type && other.suffix === '' && one.suffix !== '' && one.suffix === other.subtype;
}

/** Whether one reads the other, whatever the parameters of either. */
export function readsAlike(one: string, other: string): boolean {
  return bareType(one) === bareType(other) || specializes(one, other) || specializes(other, one);
}

/** Media types are the same where type and parameters are, then where the type alone is; in responses at last where one is a kind of the other. */
export function matchContent(
  before: readonly MediaView[],
  after: readonly MediaView[],
  byKind: boolean,
): Matching<MediaView> {
  const matched = matchInTurn(before, after, [(media) => media.type, (media) => bareType(media.type)]);
  return byKind ? matchKinds(matched) : matched;
}

function matchKinds(matched: Matching<MediaView>): Matching<MediaView> {
  const removed = [...matched.removed];
  const both = [...matched.both];
  const added = matched.added.filter((now) => {
    const at = removed.findIndex(({ type }) => specializes(now.type, type) || specializes(type, now.type));
    const [old] = at < 0 ? [] : removed.splice(at, 1);
    if (old !== undefined) both.push({ before: old, after: now });
    return old === undefined;
  });
  return { added, removed, both };
}

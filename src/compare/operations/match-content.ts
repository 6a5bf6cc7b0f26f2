import type { MediaView } from '../../spec/operations.ts';
import { matchBy, matchInTurn, type Matching } from '../matching.ts';
import type { Direction } from '../schemas/schema-pair.ts';
import { bareType, covers, mediaTypeParts } from './media-types.ts';

/**
 * Media types are the same where type and parameters are, then where the type alone is; in responses where one is a kind of the other; at
 * last where what is accepted now, or was accepted or promised until now, is a range that the other stands in: not where messages travel the
 * other way.
 */
export function matchContent(
  before: readonly MediaView[],
  after: readonly MediaView[],
  direction: Direction,
  reversed: boolean,
): Matching<MediaView> {
  const named = matchInTurn(before, after, [(media) => media.type, (media) => bareType(media.type)]);
  const matched = direction === 'request' ? named : matchKinds(named);
  if (reversed) return matched;
  if (direction === 'request') return matchAccepted(matchNamed(matched, before), after);
  const left = matched.both.map((pair) => pair.before);
  return matchPromised(matchNamed(matched, left));
}

/** What gets a word of its own is held to the range among `all` that it stood in until now. */
function matchNamed(matched: Matching<MediaView>, all: readonly MediaView[]): Matching<MediaView> {
  const rangeOf = rangesAmong(all);
  const pairs = matched.added.flatMap((now) => {
    const old = rangeOf(now);
    return old === undefined ? [] : [{ before: old, after: now }];
  });
  return { ...matched, both: [...matched.both, ...pairs] };
}

/** The range that speaks for a media type: the more specific one (OpenAPI 3.1, Request Body Object: content). */
function rangesAmong(all: readonly MediaView[]): (media: MediaView) => MediaView | undefined {
  const ranges = new Map<string, MediaView>();
  for (const media of all) {
    const bare = bareType(media.type);
    if (bare.endsWith('/*') && !ranges.has(bare)) ranges.set(bare, media);
  }
  return ({ type }) => {
    const kind = bareType(type).split('/')[0] ?? '';
    const found = [`${kind}/*`, '*/*'].flatMap((range) => ranges.get(range) ?? []);
    return found.find((range) => covers(range.type, type));
  };
}

/** What was accepted is accepted as one of a range. */
function matchAccepted(
  { added, removed, both }: Matching<MediaView>,
  after: readonly MediaView[],
): Matching<MediaView> {
  const rangeOf = rangesAmong(after);
  const pairs = removed.flatMap((old) => {
    const now = rangeOf(old);
    return now === undefined ? [] : [{ before: old, after: now }];
  });
  const kept = new Set(pairs.map((pair) => pair.before));
  return { added, removed: removed.filter((old) => !kept.has(old)), both: [...both, ...pairs] };
}

/** One of the range that was promised comes. */
function matchPromised({ added, removed, both }: Matching<MediaView>): Matching<MediaView> {
  const rangeOf = rangesAmong(removed);
  const pairs = added.flatMap((now) => {
    const old = rangeOf(now);
    return old === undefined ? [] : [{ before: old, after: now }];
  });
  const used = new Set(pairs.flatMap((pair) => [pair.before, pair.after]));
  const others = (media: MediaView): boolean => !used.has(media);
  return { added: added.filter(others), removed: removed.filter(others), both: [...both, ...pairs] };
}

function matchKinds(matched: Matching<MediaView>): Matching<MediaView> {
  const kinds = matchBy(
    matched.removed,
    matched.added,
    ({ type }) => kindOf(type, 'itself'),
    ({ type }) => kindOf(type, 'other'),
  );
  return { ...kinds, both: [...matched.both, ...kinds.both] };
}

/** Alike for two media types of which one specializes the other, where one is asked for itself and one for the other. */
function kindOf(text: string, asked: 'itself' | 'other'): string {
  const { type, subtype, suffix } = mediaTypeParts(text);
  const isSpecial = (suffix !== '') === (asked === 'itself');
  return JSON.stringify([isSpecial, type, suffix === '' ? subtype : suffix]);
}

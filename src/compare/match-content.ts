import type { MediaView } from '../spec/operations.ts';
import { groupBy } from './group-by.ts';
import { matchBy, matchInTurn, type Matching } from './matching.ts';

/** A media type in its parts (RFC 2045, section 5.1; structured syntax suffix: RFC 6838, section 4.2.8). */
interface Parts {
  readonly type: string;
  readonly subtype: string;
  readonly suffix: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export function mediaTypeParts(text: string): Parts {
  const [type = '', full = ''] = bareType(text).split('/');
  const [, subtype = full, suffix = ''] = /^(.*)\+([^+]*)$/.exec(full) ?? [];
  return { type, subtype, suffix, parameters: parametersOf(text) };
}

/** A quoted value may hold what ends one that is not (RFC 9110, section 5.6.6). */
const PARAMETER = /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"]*))/g;
/** Each message of several parts has a boundary of its own (RFC 2046, section 5.1.1). */
const OF_MESSAGES: ReadonlySet<string> = new Set(['boundary']);

function parametersOf(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(PARAMETER)].map(([, name = '', quoted, plain = '']): [string, string] => [
    name,
    quoted ?? plain.trim(),
  ]);
  return new Map(found.filter(([name]) => !OF_MESSAGES.has(name)));
}

export function bareType(text: string): string {
  return (text.split(';')[0] ?? text).trim();
}

/** `application/problem+json` is a kind of `application/json`: who reads the one reads the other. */
export function specializes(special: string, general: string): boolean {
  const [one, other] = [mediaTypeParts(special), mediaTypeParts(general)];
  return one.type === other.type && other.suffix === '' && one.suffix !== '' && one.suffix === other.subtype;
}

/** JSON (WHATWG MIME Sniffing, section 4.6) and streams of it (OpenAPI 3.2, Sequential Media Types). */
const JSON_TYPES: ReadonlySet<string> = new Set([
  ...['application/json', 'text/json'],
  ...['application/jsonl', 'application/x-ndjson', 'application/json-seq'],
]);

export function isJson(text: string): boolean {
  const bare = bareType(text);
  return JSON_TYPES.has(bare) || bare.endsWith('+json') || bare.endsWith('+json-seq');
}

/**
 * What tells one from the other: not the charset of JSON, which has one alone (RFC 8259, section 8.1), nor that a text is in UTF-8 where
 * the other says nothing of it.
 */
export function telling(text: string, other: string): ReadonlyMap<string, string> {
  const { parameters } = mediaTypeParts(text);
  const isUsual = parameters.get('charset') === 'utf-8' && !mediaTypeParts(other).parameters.has('charset');
  return new Map([...parameters].filter(([name]) => name !== 'charset' || !(isUsual || isJson(text))));
}

/** Whether what is sent as the one is taken as the other, by the type and by every parameter that is asked for. */
export function takes(asked: string, sent: string): boolean {
  if (covers(asked, sent)) return true;
  const parameters = telling(sent, asked);
  const wanted = [...telling(asked, sent)];
  return bareType(asked) === bareType(sent) && wanted.every(([name, value]) => parameters.get(name) === value);
}

/** Those that may take what is sent as a media type: each sent against each asked for grows by the square. */
export function takersAmong(asked: readonly MediaView[]): (sent: string) => readonly MediaView[] {
  const byPart = groupBy(asked, ({ type }) => {
    const [first] = bareType(type).endsWith('/*') ? [] : partsAsked(type);
    return JSON.stringify([bareType(type), ...(first ?? [])]);
  });
  return (sent) => {
    const bare = bareType(sent);
    const names = [
      [`${bare.split('/')[0] ?? ''}/*`],
      ['*/*'],
      [bare],
      ...partsAsked(sent).map((part) => [bare, ...part]),
    ];
    return names.flatMap((name) => byPart.get(JSON.stringify(name)) ?? []);
  };
}

/** What no charset says: that one is not always asked for. */
function partsAsked(text: string): [name: string, value: string][] {
  return [...mediaTypeParts(text).parameters].filter(([name]) => name !== 'charset');
}

/** Whether one reads the other, whatever the parameters of either. */
export function readsAlike(one: string, other: string): boolean {
  return bareType(one) === bareType(other) || specializes(one, other) || specializes(other, one);
}

/** Whether a media type range, such as `text/*` or that of all, stands for a media type too (OpenAPI 3.1, Media Type Object). */
export function covers(range: string, type: string): boolean {
  const [one, other] = [bareType(range), bareType(type)];
  return one !== other && (one === '*/*' || (one.endsWith('/*') && other.startsWith(one.slice(0, -1))));
}

/**
 * Media types are the same where type and parameters are, then where the type alone is; in responses where one is a kind of the other; at
 * last where what is accepted now, or was accepted or promised until now, is a range that the other stands in: not where messages travel the
 * other way.
 */
export function matchContent(
  before: readonly MediaView[],
  after: readonly MediaView[],
  surface: 'request' | 'response',
  reversed: boolean,
): Matching<MediaView> {
  const named = matchInTurn(before, after, [(media) => media.type, (media) => bareType(media.type)]);
  const matched = surface === 'request' ? named : matchKinds(named);
  if (reversed) return matched;
  const held = matchNamed(matched);
  return surface === 'request' ? matchAccepted(held, after) : matchPromised(held);
}

/** What gets a word of its own is held to the range that it stood in until now, where that stands beside it. */
function matchNamed(matched: Matching<MediaView>): Matching<MediaView> {
  const rangeOf = rangesAmong(matched.both.map(({ before }) => before));
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

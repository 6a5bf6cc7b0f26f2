import type { MediaView } from '../../spec/operations.ts';
import { groupBy } from '../group-by.ts';

/** A media type in its parts (RFC 2045, section 5.1; structured syntax suffix: RFC 6838, section 4.2.8). */
interface Parts {
  readonly type: string;
  readonly subtype: string;
  readonly suffix: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Its parameters without those that each message has of its own. */
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

/** `text/html`, for `text/html; charset=utf-8`. */
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

/** Whether what is sent as it is JSON, or a row of it. */
export function isJson(text: string): boolean {
  const bare = bareType(text);
  return JSON_TYPES.has(bare) || bare.endsWith('+json') || bare.endsWith('+json-seq');
}

const XML_TYPES: ReadonlySet<string> = new Set(['application/xml', 'text/xml']);

/** XML (RFC 7303, sections 9.1, 9.2 and 4.2; WHATWG MIME Sniffing, section 4.6). */
export function isXml(text: string): boolean {
  const bare = bareType(text);
  return XML_TYPES.has(bare) || bare.endsWith('+xml');
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

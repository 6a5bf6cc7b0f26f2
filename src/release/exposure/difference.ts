import type { Level } from '../../compare/change.ts';
import type { Allowance, Credential, RouteAccess } from './access.ts';
import { outside } from './addresses.ts';
import { entrances } from './entrances.ts';

/** One way in which access differs. An error opens something or proves less; a warning is other; a note closes. */
export interface Difference {
  readonly aspect: 'reach' | 'auth' | 'rate' | 'quota' | 'size' | 'addresses' | 'visibility' | 'entrances' | 'route';
  readonly level: Level;
  /** What holds afterwards, in words: with the aspect it says what somebody accepts who accepts this. */
  readonly after: string;
  /** `JWT → key`; empty where the verb says it all. */
  readonly detail: string;
  /** In the singular and the plural, where there is a word for it. */
  readonly verb?: readonly [one: string, several: string];
}

export const BECOMES_PUBLIC = ['becomes public', 'become public'] as const;
const NO_LONGER_PUBLIC = ['is no longer public', 'are no longer public'] as const;

/** How the same requests may be made before and after; empty where nobody can tell the difference. */
export function accessDifferences(before: RouteAccess, after: RouteAccess): Difference[] {
  return [
    ...credentials(before, after),
    ...allowance('rate', 'rate limit', before.rate, after.rate),
    ...allowance('quota', 'quota', before.quota, after.quota),
    ...sizes(before.requestSize, after.requestSize),
    ...addresses(before, after),
    ...visibility(before, after),
    ...entrances(before, after),
  ];
}

const nouns: Readonly<Record<Credential['kind'], string>> = {
  none: 'nothing',
  key: 'key',
  basic: 'password',
  jwt: 'JWT',
  oauth2: 'OAuth 2 token',
  mtls: 'client certificate',
  other: 'something that its configuration does not tell',
};

/** What a caller is asked for, as a word: `key`, `JWT`, `nothing`. */
export function asksFor({ kind }: Credential): string {
  return nouns[kind];
}

/** How hard it is to call in somebody else's name: a secret that stays the same, a proof that expires, a key that never leaves. */
const strength = { none: 0, key: 1, basic: 1, jwt: 2, oauth2: 2, mtls: 3 } as const;

function credentials({ auth: before }: RouteAccess, { auth: after, visibility: seen }: RouteAccess): Difference[] {
  if (before.kind === after.kind) return checks(before, after);
  const detail = `${nouns[before.kind]} → ${nouns[after.kind]}`;
  const shared = { aspect: 'auth', after: nouns[after.kind], detail } as const;
  if (after.kind === 'none')
    return [{ ...shared, level: 'error', ...(seen !== 'internal' && { verb: BECOMES_PUBLIC }) }];
  if (before.kind === 'none') return [{ ...shared, level: 'info', verb: NO_LONGER_PUBLIC }];
  if (after.kind === 'other') return [{ ...shared, level: 'error' }];
  if (before.kind === 'other') return [{ ...shared, level: 'warning' }];
  const [was, is] = [strength[before.kind], strength[after.kind]];
  return [{ ...shared, level: is < was ? 'error' : is === was ? 'warning' : 'info' }];
}

/** Of a check that is another one now: it lets the same people in by another name, or it may let in others. */
const changed: Readonly<Record<string, Level>> = { header: 'info', audience: 'warning' };

function checks(before: Credential, after: Credential): Difference[] {
  const names = [...new Set([...Object.keys(before.checks), ...Object.keys(after.checks)])].sort();
  return names.flatMap((name): Difference[] => {
    const [was, is] = [valueOf(before.checks, name), valueOf(after.checks, name)];
    if (was === is) return [];
    const what = `${name} of the ${nouns[after.kind]}`;
    const shared = { aspect: 'auth', after: `${what} ${is ?? 'any'}` } as const;
    const common = changed[name] ?? 'error';
    if (is === undefined) {
      return [
        {
          ...shared,
          level: name === 'header' ? 'info' : 'error',
          detail: `${what} no longer checked (was ${was ?? ''})`,
        },
      ];
    }
    if (was === undefined) return [{ ...shared, level: 'info', detail: `${what} checked: ${is}` }];
    const level = name === 'scopes' && words(was).every((scope) => words(is).includes(scope)) ? 'info' : common;
    return [{ ...shared, level, detail: `${what} ${was} → ${is}` }];
  });
}

function valueOf(checksOf: Credential['checks'], name: string): string | undefined {
  return Object.hasOwn(checksOf, name) ? checksOf[name] : undefined;
}

function words(text: string): string[] {
  return text.split(' ');
}

const periods: readonly (readonly [number, string])[] = [
  [1000, 'second'],
  [60_000, 'minute'],
  [3_600_000, 'hour'],
  [86_400_000, 'day'],
  [604_800_000, 'week'],
  [2_592_000_000, 'month'],
];

function allowance(
  aspect: 'rate' | 'quota',
  what: string,
  before: Allowance | undefined,
  after: Allowance | undefined,
): Difference[] {
  if (before === undefined && after === undefined) return [];
  if (after === undefined) return [{ aspect, level: 'error', after: 'none', detail: `${what} ${per(before)} → none` }];
  const shared = { aspect, after: per(after) };
  if (before === undefined) return [{ ...shared, level: 'info', detail: `${what} none → ${per(after)}` }];
  if (before.requests === after.requests && before.periodMs === after.periodMs) return [];
  const same = before.periodMs === after.periodMs;
  const detail = `${what} ${same ? String(before.requests) : per(before)} → ${per(after)}`;
  const more = after.requests * before.periodMs > before.requests * after.periodMs;
  return [{ ...shared, level: more ? 'error' : 'info', detail }];
}

function per(allowed: Allowance | undefined): string {
  if (allowed === undefined) return 'none';
  const period = periods.find(([ms]) => ms === allowed.periodMs)?.[1];
  return period === undefined
    ? `${allowed.requests} in ${allowed.periodMs} ms`
    : `${allowed.requests} a${period === 'hour' ? 'n' : ''} ${period}`;
}

/** A larger body is no wider access, but more than was meant until now. */
function sizes(before: number | undefined, after: number | undefined): Difference[] {
  if (before === after) return [];
  const bytes = (size: number | undefined): string => (size === undefined ? 'any' : `${size} bytes`);
  const more = (after ?? Number.POSITIVE_INFINITY) > (before ?? Number.POSITIVE_INFINITY);
  const detail = `request body ${bytes(before)} → ${bytes(after)}`;
  return [{ aspect: 'size', level: more ? 'warning' : 'info', after: bytes(after), detail }];
}

function addresses(before: RouteAccess, after: RouteAccess): Difference[] {
  return [...allowed(before.allow, after.allow), ...denied(before.deny ?? [], after.deny ?? [])];
}

function allowed(before: readonly string[] | undefined, after: readonly string[] | undefined): Difference[] {
  if (after === undefined) {
    if (before === undefined) return [];
    return [
      {
        aspect: 'addresses',
        level: 'error',
        after: 'everybody',
        detail: `open to every address (was ${some(before)})`,
      },
    ];
  }
  const shared = { aspect: 'addresses', after: some(after) } as const;
  if (before === undefined) return [{ ...shared, level: 'info', detail: `open to ${some(after)} only` }];
  const [more, fewer] = [outside(after, before), outside(before, after)];
  return [
    ...(more.length > 0 ? [{ ...shared, level: 'error', detail: `open to ${some(more)} too` } as const] : []),
    ...(fewer.length > 0 ? [{ ...shared, level: 'info', detail: `closed to ${some(fewer)}` } as const] : []),
  ];
}

function denied(before: readonly string[], after: readonly string[]): Difference[] {
  const [more, fewer] = [outside(before, after), outside(after, before)];
  const shared = { aspect: 'addresses', after: `not ${some(after)}` } as const;
  return [
    ...(more.length > 0 ? [{ ...shared, level: 'error', detail: `${some(more)} no longer refused` } as const] : []),
    ...(fewer.length > 0 ? [{ ...shared, level: 'info', detail: `closed to ${some(fewer)}` } as const] : []),
  ];
}

function some(list: readonly string[]): string {
  const more = list.length - 5;
  return [...list.slice(0, 5), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function visibility(before: RouteAccess, after: RouteAccess): Difference[] {
  const [was, is] = [before.visibility ?? 'public', after.visibility ?? 'public'];
  if (was === is) return [];
  const level = is === 'public' ? 'error' : 'info';
  return [{ aspect: 'visibility', level, after: is, detail: `${was} → ${is}` }];
}

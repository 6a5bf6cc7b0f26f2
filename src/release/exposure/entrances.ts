import type { RouteAccess } from './access.ts';
import type { Difference } from './difference.ts';

/** Another way in: which of a gateway's doors are open to whom is its operator's business, so a new one counts as a wider one. */
export function entrances(before: RouteAccess, after: RouteAccess): Difference[] {
  const isPlain = before.tls === true && after.tls === false;
  return [
    ...(isPlain ? [withoutTls] : []),
    ...(before.visibility === after.visibility ? doors(before.entrances, after.entrances) : []),
  ];
}

const withoutTls: Difference = {
  aspect: 'entrances',
  level: 'error',
  after: 'without TLS',
  detail: 'reached without TLS, and with it only before',
};

function doors(before: readonly string[] | undefined, after: readonly string[] | undefined): Difference[] {
  if (after === undefined) {
    if (before === undefined) return [];
    const every = 'every entry point';
    return [
      { aspect: 'entrances', level: 'error', after: every, detail: `reached by ${every} (was ${before.join(', ')})` },
    ];
  }
  const shared = { aspect: 'entrances', after: after.join(', ') } as const;
  if (before === undefined) return [{ ...shared, level: 'info', detail: `reached by ${after.join(', ')} only` }];
  const [more, fewer] = [without(after, before), without(before, after)];
  return [
    ...(more.length > 0 ? [{ ...shared, level: 'error', detail: `reached by ${more.join(', ')} too` } as const] : []),
    ...(fewer.length > 0
      ? [{ ...shared, level: 'info', detail: `no longer reached by ${fewer.join(', ')}` } as const]
      : []),
  ];
}

function without(list: readonly string[], others: readonly string[]): string[] {
  return list.filter((one) => !others.includes(one));
}

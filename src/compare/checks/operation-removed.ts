import { wholeAt } from '../../spec/at.ts';
import { own } from '../../spec/json.ts';
import { operations } from '../../spec/view.ts';
import { isDeprecated, isPastSunset, isUnstable, noticeOf, sunsetOf } from '../lifecycle.ts';
import { anonymous } from '../operations/addresses.ts';
import { operationSpot, webhooksOf } from '../operations/places.ts';
import type { Side } from '../side.ts';
import { plain } from '../wording.ts';
import type { Context, DocumentCheck, Finding } from './check.ts';

export const operationRemoved: DocumentCheck = {
  kind: 'document',
  title: 'Operation removed',
  why: 'Every client that calls the operation fails from the day it is gone.',
  instead: 'Mark it `deprecated: true` with an `x-sunset` date, tell its callers, and remove it after that date.',
  ids: {
    'api-removed-without-deprecation': 'error',
    'api-removed-with-deprecation': 'info',
    'api-removed-before-sunset': 'error',
    'api-path-removed-without-deprecation': 'error',
    'api-path-removed-with-deprecation': 'info',
    'api-path-removed-before-sunset': 'error',
    'api-path-sunset-parse': 'error',
    'webhook-removed': 'error',
  },
  examples: [
    {
      of: 'document',
      before: 'paths: { /a: { get: { responses: {} }, put: { responses: {} } } }',
      after: 'paths: { /a: { put: { responses: {} } } }',
    },
    {
      of: 'document',
      before: 'paths: { /a: { get: { deprecated: true, responses: {} }, put: { responses: {} } } }',
      after: 'paths: { /a: { put: { responses: {} } } }',
    },
    {
      of: 'document',
      before:
        'paths: { /a: { get: { deprecated: true, x-sunset: "9999-01-01", responses: {} }, put: { responses: {} } } }',
      after: 'paths: { /a: { put: { responses: {} } } }',
    },
    {
      of: 'document',
      before: 'paths: { /a: { get: { deprecated: true, x-sunset: soon, responses: {} }, put: { responses: {} } } }',
      after: 'paths: { /a: { put: { responses: {} } } }',
    },
    { of: 'document', before: 'paths: { /a: { get: { responses: {} } } }', after: 'paths: {}' },
    { of: 'document', before: 'paths: { /a: { get: { deprecated: true, responses: {} } } }', after: 'paths: {}' },
    {
      of: 'document',
      before: 'paths: { /a: { get: { deprecated: true, x-sunset: "9999-01-01", responses: {} } } }',
      after: 'paths: {}',
    },
    { of: 'document', before: 'webhooks: { paid: { post: { responses: {} } } }', after: 'webhooks: {}' },
  ],
  compare: ({ removed }, context) => {
    const left = pathsOf(context.head);
    const views = removed.flatMap((view): Finding[] => {
      const gone = !left.has(anonymous(view.path));
      if (view.kind === 'webhook' && gone) return [];
      if (noticeOf(view.node) === undefined || isUnstable(view.node) || isPastSunset(view.node, context.today))
        return [];
      const before = operationSpot(context.base, view);
      const stem = gone ? 'api-path-removed' : 'api-removed';
      const sunset = sunsetOf(view.node);
      const id = removalId(stem, isDeprecated(view.node), sunset);
      return [{ id, args: [view.method, view.path, sunset ?? null], before, operations: [view] }];
    });
    return [...views, ...webhooksRemoved(context)];
  },
  say: ({ id, args: [method, path, sunset] }) => {
    if (id === 'webhook-removed') return `Webhook ${plain(method)} is gone.`;
    const name = `${plain(method)} ${plain(path)}`;
    if (id.endsWith('-with-deprecation')) return `${name} is gone; it was deprecated.`;
    if (id.endsWith('-before-sunset')) return `${name} is gone before its sunset date ${plain(sunset)}.`;
    if (id.endsWith('-sunset-parse'))
      return `${name} is gone, and its sunset date cannot be read; write it as YYYY-MM-DD.`;
    return `${name} is gone and was never deprecated.`;
  },
};

function removalId(stem: string, deprecated: boolean, sunset: string | null | undefined): string {
  if (!deprecated) return `${stem}-without-deprecation`;
  if (sunset === null) return 'api-path-sunset-parse';
  return `${stem}-${sunset === undefined ? 'with-deprecation' : 'before-sunset'}`;
}

/** Paths and webhooks that are there, with or without operations, and the paths of callbacks. */
function pathsOf({ description }: Side): ReadonlySet<string> {
  const { root } = description;
  return new Set([
    ...Object.keys(wholeAt(description, own(root, 'paths')) ?? {}).map(anonymous),
    ...Object.keys(wholeAt(description, own(root, 'webhooks')) ?? {}).map((name) => anonymous(`webhook:${name}`)),
    ...operations(description).flatMap((view) => view.callbacks.map(({ path }) => anonymous(path))),
  ]);
}

/** A webhook is gone as a whole: one change, however many methods it had. */
function webhooksRemoved({ base, head }: Context): Finding[] {
  const [old, now] = [webhooksOf(base), webhooksOf(head)];
  return Object.keys(old ?? {})
    .filter((name) => own(now, name) === undefined)
    .map((name) => ({
      id: 'webhook-removed',
      args: [name],
      before: { side: base, node: old ?? base.description.root, key: name },
    }));
}

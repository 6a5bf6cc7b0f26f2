import { own, type Json } from '../../spec/json.ts';
import type { MediaView } from '../../spec/operations.ts';
import { plain } from '../facts.ts';
import { mediaPairs, type MediaPair } from '../operation-pair.ts';
import { encodingSpot, partNames, partOf, type Part } from '../parts.ts';
import { serializationIn, writesPartOtherwise } from '../serialization.ts';
import type { Side } from '../side.ts';
import type { Context, Finding, OperationCheck } from './check.ts';

const IDS = {
  'request-body-encoding-style-changed': 'error',
  'request-body-encoding-explode-changed': 'error',
  'request-body-encoding-became-allow-reserved': 'info',
  'request-body-encoding-became-not-allow-reserved': 'error',
  'response-body-encoding-style-changed': 'error',
  'response-body-encoding-explode-changed': 'error',
  'response-body-encoding-became-allow-reserved': 'info',
  'response-body-encoding-became-not-allow-reserved': 'info',
} as const;

export const encodingStyle: OperationCheck = {
  kind: 'operation',
  title: 'How a field of a form is written',
  why: 'A list that clients send as `a=1,2` is read as one value, or refused, by a server that waits for `a=1&a=2`.',
  instead: 'Add a second field in the new style, and accept both.',
  ids: IDS,
  ours: Object.keys(IDS),
  examples: [
    {
      of: 'operation',
      before: request('{ a: { explode: false } }'),
      after: request('{ a: { style: pipeDelimited, explode: false } }'),
    },
    { of: 'operation', before: request('{}'), after: request('{ a: { explode: false } }') },
    { of: 'operation', before: request('{}'), after: request('{ a: { allowReserved: true } }') },
    { of: 'operation', before: request('{ a: { allowReserved: true } }'), after: request('{}') },
    {
      of: 'operation',
      before: response('{ a: { explode: false } }'),
      after: response('{ a: { style: pipeDelimited, explode: false } }'),
    },
    { of: 'operation', before: response('{}'), after: response('{ a: { explode: false } }') },
    { of: 'operation', before: response('{}'), after: response('{ a: { allowReserved: true } }') },
    { of: 'operation', before: response('{ a: { allowReserved: true } }'), after: response('{}') },
  ],
  reversed: {
    ...IDS,
    'request-body-encoding-became-allow-reserved': 'error',
    'request-body-encoding-became-not-allow-reserved': 'info',
  },
  compare: (pair, context) => mediaPairs(pair).flatMap((media) => changed(media, context)),
  say: ({ where, id, args: [part, from, to] }) => {
    const field = `${where}: field ${plain(part)}`;
    if (id.endsWith('-became-allow-reserved')) return `${field} may contain reserved characters as they are now.`;
    if (id.endsWith('-not-allow-reserved')) return `${field} has to have its reserved characters percent-encoded now.`;
    const what = id.replace(/^.*-encoding-/, '').replace('-changed', '');
    return `${field} is written in another way: ${what} went from ${plain(from)} to ${plain(to)}.`;
  },
};

function form(encoding: string): string {
  const schema = '{ type: object, properties: { a: { type: array, items: { type: string } } } }';
  return `{ content: { application/x-www-form-urlencoded: { schema: ${schema}, encoding: ${encoding} } } }`;
}

function request(encoding: string): string {
  return `{ requestBody: ${form(encoding)}, responses: {} }`;
}

function response(encoding: string): string {
  return `{ responses: { 200: ${form(encoding).replace('{', '{ description: ok,')} } }`;
}

interface Event {
  readonly id: string;
  readonly key: string;
  readonly args: readonly Json[];
}

function changed({ surface, where, before, after }: MediaPair, { base, head }: Context): Finding[] {
  if (!heedsStyles(before, base) || !heedsStyles(after, head)) return [];
  return partNames(before, after).flatMap((name) => {
    const [old, now] = [partOf(before, name, base), partOf(after, name, head)];
    return events(old, now).map(({ id, key, args }): Finding => ({
      id: `${surface}-encoding-${id}`,
      args: [name, ...args],
      where,
      property: name,
      before: encodingSpot(before, old.node, key, base),
      after: encodingSpot(after, now.node, key, head),
    }));
  });
}

/** OpenAPI 3.0 has styles in no other form than the urlencoded one (Encoding Object). */
function heedsStyles({ type }: MediaView, { description }: Side): boolean {
  if (type.startsWith('application/x-www-form-urlencoded')) return true;
  return type.startsWith('multipart/form-data') && description.version !== '3.0';
}

/** A field that only one side has is not written otherwise. */
function events(old: Part, now: Part): Event[] {
  if (old.view === undefined || now.view === undefined) return [];
  const [from, to] = [serializationIn(old.node, 'form'), serializationIn(now.node, 'form')];
  const written: Event =
    from.style === to.style
      ? { id: 'explode-changed', key: 'explode', args: [from.explode, to.explode] }
      : { id: 'style-changed', key: 'style', args: [from.style, to.style] };
  return [...(writesPartOtherwise([from, to], [old.view, now.view]) ? [written] : []), ...reserved(old, now)];
}

function reserved(old: Part, now: Part): Event[] {
  const [from, to] = [old, now].map(({ node }) => own(node, 'allowReserved') === true);
  if (from === to) return [];
  return [{ id: `became-${to === true ? '' : 'not-'}allow-reserved`, key: 'allowReserved', args: [] }];
}

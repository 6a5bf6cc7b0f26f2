import type { MediaView } from '../../spec/operations.ts';
import { mediaPairs, type MediaPair } from '../operations/operation-pair.ts';
import { isUrlencoded } from '../operations/parts.ts';
import { fieldRewritings, sayRewriting } from '../operations/rewriting.ts';
import type { Side } from '../side.ts';
import { plain } from '../wording.ts';
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
  say: ({ where, id, args: [part, ...values] }) => {
    const field = `${where}: field ${plain(part)}`;
    if (id.endsWith('-not-allow-reserved')) return `${field} has to have its reserved characters percent-encoded now.`;
    return sayRewriting(field, id, values);
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

function changed({ surface, where, before, after }: MediaPair, { base, head }: Context): Finding[] {
  if (!heedsStyles(before, base) || !heedsStyles(after, head)) return [];
  return fieldRewritings(before, after, { base, head }).map(({ name, event, args, ...spots }): Finding => ({
    id: `${surface}-encoding-${event}`,
    args: [name, ...args],
    where,
    property: name,
    ...spots,
  }));
}

/** OpenAPI 3.0 has styles in no other form than the urlencoded one (Encoding Object). */
function heedsStyles(media: MediaView, { description }: Side): boolean {
  return isUrlencoded(media) || (media.type.startsWith('multipart/form-data') && description.version !== '3.0');
}

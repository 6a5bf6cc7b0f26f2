import { listOf, membersOf } from '../../spec/at.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { MediaView } from '../../spec/operations.ts';
import { plain } from '../facts.ts';
import { mediaPairs, type MediaPair } from '../operation-pair.ts';
import type { Context, Finding, OperationCheck } from './check.ts';

export const encoding: OperationCheck = {
  kind: 'operation',
  title: 'Encoding of the parts of a form',
  why: 'A part in a content type that is not taken any more is refused; one in a content type that is new cannot be read.',
  instead: 'Accept the old content type of the part beside the new one.',
  ids: {
    'request-body-encoding-content-type-added': 'info',
    'request-body-encoding-content-type-removed': 'error',
    'response-body-encoding-content-type-added': 'error',
    'response-body-encoding-content-type-removed': 'info',
  },
  ours: [
    'request-body-encoding-content-type-added',
    'request-body-encoding-content-type-removed',
    'response-body-encoding-content-type-added',
    'response-body-encoding-content-type-removed',
  ],
  examples: [
    {
      of: 'operation',
      before:
        '{ requestBody: { content: { multipart/form-data: { encoding: { picture: { contentType: "image/png, image/jpeg" } } } } }, responses: {} }',
      after:
        '{ requestBody: { content: { multipart/form-data: { encoding: { picture: { contentType: "image/png, image/gif" } } } } }, responses: {} }',
    },
    {
      of: 'operation',
      before:
        '{ requestBody: { content: { multipart/mixed: { itemEncoding: { contentType: image/png } } } }, responses: {} }',
      after:
        '{ requestBody: { content: { multipart/mixed: { itemEncoding: { contentType: image/gif } } } }, responses: {} }',
    },
    {
      of: 'operation',
      before:
        '{ responses: { 200: { description: ok, content: { multipart/mixed: { encoding: { picture: { contentType: image/png } } } } } } }',
      after:
        '{ responses: { 200: { description: ok, content: { multipart/mixed: { encoding: { picture: { contentType: image/gif } } } } } } }',
    },
  ],
  reversed: {
    'request-body-encoding-content-type-added': 'error',
    'request-body-encoding-content-type-removed': 'info',
    'response-body-encoding-content-type-added': 'info',
    'response-body-encoding-content-type-removed': 'error',
  },
  compare: (pair, context) => mediaPairs(pair).flatMap((media) => changed(media, context)),
  say: ({ where, id, args: [part, type] }) =>
    `${where}: content type ${plain(type)} of part ${plain(part)} is ${id.endsWith('-added') ? 'new' : 'gone'}.`,
};

function changed({ surface, where, before, after }: MediaPair, { base, head }: Context): Finding[] {
  return partsOf(before, after).flatMap(({ name, old, now }) => {
    const [from, to] = [typesOf(old), typesOf(now)];
    if (from.length === 0 || to.length === 0) return [];
    const finding = (event: string, type: string): Finding => ({
      id: `${surface}-encoding-content-type-${event}`,
      args: [name, type],
      where,
      property: name,
      before: { side: base, node: old, key: 'contentType' },
      after: { side: head, node: now, key: 'contentType' },
    });
    return [
      ...from.filter((type) => !isAmong(type, to)).map((type) => finding('removed', type)),
      ...to.filter((type) => !isAmong(type, from)).map((type) => finding('added', type)),
    ];
  });
}

/** A part and how both write it. */
interface Part {
  readonly name: string;
  readonly old: JsonObject;
  readonly now: JsonObject;
}

/** Parts whose encoding both speak of: what stands for an encoding that is left out depends on the part's value. */
function partsOf({ node: before }: MediaView, { node: after }: MediaView): Part[] {
  const encodings = asObject(own(after, 'encoding'));
  const named = membersOf(own(before, 'encoding')).map(([name, value]) => part(name, value, own(encodings, name)));
  return [...named, ...placed(placesOf(before), placesOf(after))].filter((found) => found !== undefined);
}

function part(name: string, before: Json | undefined, after: Json | undefined): Part | undefined {
  const [old, now] = [asObject(before), asObject(after)];
  return old === undefined || now === undefined ? undefined : { name, old, now };
}

/** Parts that have a place instead of a name: the first ones each, and all others (OpenAPI 3.2, Media Type Object). */
interface Places {
  readonly first: readonly Json[];
  readonly others: Json | undefined;
}

function placesOf(media: JsonObject): Places {
  return { first: listOf(own(media, 'prefixEncoding')), others: own(media, 'itemEncoding') };
}

function placed(old: Places, now: Places): (Part | undefined)[] {
  const most = old.first.length > now.first.length ? old.first : now.first;
  return [
    ...most.map((_, at) => part(`[${String(at)}]`, old.first[at] ?? old.others, now.first[at] ?? now.others)),
    part('[]', old.others, now.others),
  ];
}

/** A list with commas (OpenAPI 3.1, Encoding Object). */
function typesOf(encoded: JsonObject): string[] {
  const said = own(encoded, 'contentType');
  const types = typeof said === 'string' ? said.split(',').map((type) => type.trim().toLowerCase()) : [];
  return types.filter((type) => type !== '');
}

function isAmong(type: string, types: readonly string[]): boolean {
  return types.some(
    (one) => one === type || one === '*/*' || (one.endsWith('/*') && type.startsWith(one.slice(0, -1))),
  );
}

import { membersOf } from '../../spec/at.ts';
import { asObject, own, type JsonObject } from '../../spec/json.ts';
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

/** Parts whose encoding both speak of: what stands for an encoding that is left out depends on the part's value. */
function partsOf(before: MediaView, after: MediaView): { name: string; old: JsonObject; now: JsonObject }[] {
  const encodings = asObject(own(after.node, 'encoding'));
  return membersOf(own(before.node, 'encoding')).flatMap(([name, value]) => {
    const [old, now] = [asObject(value), asObject(own(encodings, name))];
    return old === undefined || now === undefined ? [] : [{ name, old, now }];
  });
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

import { listOf } from '../../spec/at.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { MediaView } from '../../spec/operations.ts';
import { takes } from '../operations/media-types.ts';
import { mediaPairs, type MediaPair } from '../operations/operation-pair.ts';
import {
  ANY_TYPE,
  encodingSpot,
  isMultipart,
  isUrlencoded,
  partNames,
  partOf,
  usualFieldType,
  usualType,
  type Part,
} from '../operations/parts.ts';
import { plain } from '../wording.ts';
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
        '{ requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { note: { type: string } } } } } }, responses: {} }',
      after:
        '{ requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { note: { type: string } } }, encoding: { note: { contentType: text/html } } } } }, responses: {} }',
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
  compare: (pair, context) => mediaPairs(pair).flatMap((media) => changed(media, pair.reversed, context)),
  say: ({ where, id, args: [part, type] }) => {
    const isAdded = id.endsWith('-added');
    return type === ANY_TYPE
      ? `${where}: part ${plain(part)} ${isAdded ? 'may be' : 'is no longer'} of any content type.`
      : `${where}: content type ${plain(type)} of part ${plain(part)} is ${isAdded ? 'new' : 'gone'}.`;
  },
};

function changed({ surface, where, before, after }: MediaPair, reversed: boolean, { base, head }: Context): Finding[] {
  return partsOf({ before, after }, { base, head }).flatMap(({ name, old, now }) => {
    const [from, to] = [typesOf(old), typesOf(now)];
    const isSaid = [old, now].some(({ node }) => saidTypes(node).length > 0);
    if (!isSaid || from.length === 0 || to.length === 0) return [];
    const finding = (event: 'added' | 'removed', type: string): Finding => ({
      id: `${surface}-encoding-content-type-${event}`,
      ...(isUnsaid(type, old, now) && isFelt(surface, event, reversed) && { level: 'warning' }),
      args: [name, type],
      where,
      property: name,
      before: encodingSpot(before, old.node, 'contentType', base),
      after: encodingSpot(after, now.node, 'contentType', head),
    });
    return [
      ...from.filter((type) => !isAmong(type, to)).map((type) => finding('removed', type)),
      ...to.filter((type) => !isAmong(type, from)).map((type) => finding('added', type)),
    ];
  });
}

/** Any type came or went only because nothing was said of it: many servers and clients meant something by that. */
function isUnsaid(type: string, old: Written, now: Written): boolean {
  return type === ANY_TYPE && [old, now].some((each) => saidTypes(each.node).length === 0);
}

function isFelt(surface: MediaPair['surface'], event: 'added' | 'removed', reversed: boolean): boolean {
  return ((surface === 'request-body') === (event === 'removed')) !== reversed;
}

/** How a part is written on one side. */
interface Written {
  /** Its encoding, where it has one. */
  readonly node: JsonObject | undefined;
  /** The type that stands for one that is left out. */
  readonly usual: string | undefined;
}

/** A part and how both write it. */
interface Both {
  readonly name: string;
  readonly old: Written;
  readonly now: Written;
}

function partsOf(
  { before, after }: Pick<MediaPair, 'before' | 'after'>,
  { base, head }: Pick<Context, 'base' | 'head'>,
): Both[] {
  const named = partNames(before, after).map((name): Both => {
    const [old, now] = [partOf(before, name, base), partOf(after, name, head)];
    const usualOf = usualIn([before, after], [old, now]);
    const written = ({ node, view }: Part): Written => ({ node, usual: usualOf(view) });
    return { name, old: written(old), now: written(now) };
  });
  return [...named, ...placed(placesOf(before.node), placesOf(after.node))];
}

/** What tells the type that stands for one that is left out. */
function usualIn(both: readonly MediaView[], parts: readonly Part[]): typeof usualType {
  if (both.every(isMultipart)) return usualType;
  return both.every(isUrlencoded) && !parts.some(isStyled) ? usualFieldType : () => undefined;
}

/** Says a type beside a style, which counts in its stead (OpenAPI 3.1, Encoding Object: style, explode, allowReserved). */
function isStyled({ node }: Part): boolean {
  return (
    saidTypes(node).length > 0 && ['style', 'explode', 'allowReserved'].some((key) => own(node, key) !== undefined)
  );
}

/** Parts that have a place instead of a name: the first ones each, and all others (OpenAPI 3.2, Media Type Object). */
interface Places {
  readonly first: readonly Json[];
  readonly others: Json | undefined;
}

function placesOf(media: JsonObject): Places {
  return { first: listOf(own(media, 'prefixEncoding')), others: own(media, 'itemEncoding') };
}

/** What stands for an encoding that is left out depends on values that have no names. */
function placed(old: Places, now: Places): Both[] {
  const most = old.first.length > now.first.length ? old.first : now.first;
  const written = (node: Json | undefined): Written => ({ node: asObject(node), usual: undefined });
  const part = (name: string, before: Json | undefined, after: Json | undefined): Both => ({
    name,
    old: written(before),
    now: written(after),
  });
  return [
    ...most.map((_, at) => part(`[${String(at)}]`, old.first[at] ?? old.others, now.first[at] ?? now.others)),
    part('[]', old.others, now.others),
  ];
}

function typesOf({ node, usual }: Written): readonly string[] {
  const said = saidTypes(node);
  return said.length > 0 || usual === undefined ? said : [usual];
}

/** A list with commas (OpenAPI 3.1, Encoding Object). */
function saidTypes(encoding: JsonObject | undefined): string[] {
  const said = own(encoding, 'contentType');
  const types = typeof said === 'string' ? said.split(',').map((type) => type.trim().toLowerCase()) : [];
  return types.filter((type) => type !== '');
}

function isAmong(type: string, types: readonly string[]): boolean {
  return types.some((one) => takes(one, type));
}

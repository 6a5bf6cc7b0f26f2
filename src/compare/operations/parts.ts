import { asObject, own, type JsonObject } from '../../spec/json.ts';
import type { MediaView, ParameterView } from '../../spec/operations.ts';
import { headers } from '../../spec/view-parts.ts';
import type { SchemaView, Spot } from '../schemas/schema-view.ts';
import type { Side, Sides } from '../side.ts';
import { fieldOf } from './field.ts';
import { heldSchema } from './held-schema.ts';
import { LITERALS } from './serialization.ts';

/** A part of a form on one side. */
export interface Part {
  /** Its encoding, where it has one. */
  readonly node: JsonObject | undefined;
  readonly view: SchemaView | undefined;
}

/** Parts that one of the two writes in a way of its own. */
export function partNames(before: MediaView, after: MediaView): string[] {
  return [...new Set([before, after].flatMap(({ node }) => Object.keys(asObject(own(node, 'encoding')) ?? {})))];
}

/** What is said of how a part is written. */
export function encodingOf({ node }: Pick<MediaView, 'node'>, name: string): JsonObject | undefined {
  return asObject(own(asObject(own(node, 'encoding')), name));
}

/** A part by its name; without a schema where the form describes none of that name. */
export function partOf(media: MediaView, name: string, side: Side): Part {
  const form = heldSchema(side, media);
  const field = form && fieldOf(form, name);
  return { node: encodingOf(media, name), view: field && side.view(field) };
}

/** A part on both sides. */
interface PartPair {
  readonly name: string;
  readonly old: Part & { readonly view: SchemaView };
  readonly now: Part & { readonly view: SchemaView };
}

/** Parts that one of the two writes in a way of its own, as far as both describe them: what only one side has is new or gone. */
export function describedParts(before: MediaView, after: MediaView, { base, head }: Sides): PartPair[] {
  return partNames(before, after).flatMap((name) => {
    const [old, now] = [partOf(before, name, base), partOf(after, name, head)];
    if (old.view === undefined || now.view === undefined) return [];
    return [{ name, old: { ...old, view: old.view }, now: { ...now, view: now.view } }];
  });
}

/** The headers that the encoding of a part describes; Content-Type is described by the encoding itself. */
export function partHeaders(media: MediaView, name: string, side: Side): ParameterView[] {
  return headers(side.description, own(encodingOf(media, name), 'headers'));
}

/** In no other form have parts headers and types of their own whatever their style (OpenAPI 3.1, Encoding Object). */
export function isMultipart({ type }: MediaView): boolean {
  return type.startsWith('multipart/');
}

/** A form in an address's manner. */
export function isUrlencoded({ type }: MediaView): boolean {
  return type.startsWith('application/x-www-form-urlencoded');
}

/** The media type range that holds all. */
export const ANY_TYPE = '*/*';
/** Lists of lists that are looked into. */
const MOST_LISTS = 4;

/**
 * The content type of a part whose encoding names none (OpenAPI 3.1, Encoding Object: contentType; of a list, each item is a part): any,
 * where the letter says that it is bytes. Undefined: there is no such part.
 */
export function usualType(part: SchemaView | undefined): string | undefined {
  let view = part;
  for (let lists = 0; lists < MOST_LISTS && view !== undefined && isOnly(view, 'array'); lists += 1) {
    view = view.side.schema(view.get('items'), view.node, 'items')?.view;
  }
  if (view === undefined) return part === undefined ? undefined : ANY_TYPE;
  if (isOnly(view, 'object')) return 'application/json';
  return isText(view) ? 'text/plain' : ANY_TYPE;
}

/**
 * The same of a field in an address's manner. Undefined: how it is written follows from no type, as of an object, or is the same in JSON, as
 * of a number.
 */
export function usualFieldType(field: SchemaView | undefined): string | undefined {
  const usual = usualType(field);
  const isLiteral = [...(field?.types ?? [])].every((type) => LITERALS.includes(type));
  return usual === 'text/plain' && !isLiteral ? usual : undefined;
}

function isOnly({ types }: SchemaView, type: string): boolean {
  return types?.size === 1 && types.has(type);
}

function isText(view: SchemaView): boolean {
  const isBytes =
    view.get('format') === 'binary' ||
    ['contentEncoding', 'contentMediaType'].some((key) => view.get(key) !== undefined);
  return !isBytes && view.types !== undefined && [...view.types].every((type) => type !== 'object' && type !== 'array');
}

/** A member of a part's encoding, or where that would stand. */
export function encodingSpot(media: MediaView, encoding: JsonObject | undefined, key: string, side: Side): Spot {
  return encoding === undefined ? { side, node: media.node, key: 'encoding' } : { side, node: encoding, key };
}

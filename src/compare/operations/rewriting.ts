import { own, type Json, type JsonObject } from '../../spec/json.ts';
import type { MediaView, ParameterView } from '../../spec/operations.ts';
import { brief } from '../brief.ts';
import type { Both } from '../matching.ts';
import type { SchemaView, Spot } from '../schemas/schema-view.ts';
import type { Side, Sides } from '../side.ts';
import { plain } from '../wording.ts';
import { heldSchema } from './held-schema.ts';
import { readsAlike } from './media-types.ts';
import { describedParts, encodingSpot, type Part } from './parts.ts';
import { isPlainText, serializationIn, serializationOf, type Serialization } from './serialization.ts';
import { shapesIn, type Shape } from './shapes.ts';

/** What writes values in another way. */
export interface Rewriting {
  readonly event:
    'content-changed' | 'style-changed' | 'explode-changed' | 'became-allow-reserved' | 'became-not-allow-reserved';
  /** What was said there and what is, where the event does not tell. */
  readonly args: readonly Json[];
  /** What says it on either side. */
  readonly before: Spot;
  readonly after: Spot;
}

/** What says it by which word. */
interface Said extends Pick<Rewriting, 'event' | 'args'> {
  readonly key: string;
  /** What says it on either side, where that is a list within, not what is written. */
  readonly within?: Both<JsonObject>;
}

/** How a parameter or header came to be written otherwise; none where its values are the same texts. */
export function rewritings(before: ParameterView, after: ParameterView, sides: Sides): Rewriting[] {
  // Only in a query is there anything reserved (OpenAPI 3.1, Parameter Object).
  const reserved = after.in === 'query' ? reserving(before, after) : [];
  return [...rewriting(before, after, sides), ...reserved].map(({ event, args, key, within }) => ({
    event,
    args,
    before: { side: sides.base, node: within?.before ?? before.node, key },
    after: { side: sides.head, node: within?.after ?? after.node, key },
  }));
}

/** The same of the fields of a form, each by its name; one that only one side has is not written otherwise. */
export function fieldRewritings(
  before: MediaView,
  after: MediaView,
  { base, head }: Sides,
): (Rewriting & { readonly name: string })[] {
  return describedParts(before, after, { base, head }).flatMap(({ name, old, now }) => {
    const restyled = restyling(
      written(serializationIn(old.node, 'form'), old.view, old.node, base),
      written(serializationIn(now.node, 'form'), now.view, now.node, head),
    );
    const all = [...restyled, ...separating(old.view, now.view), ...reserving(old, now)];
    return all.map(({ event, args, key, within }) => ({
      name,
      event,
      args,
      before: encodingSpot(before, within?.before ?? old.node, key, base),
      after: encodingSpot(after, within?.after ?? now.node, key, head),
    }));
  });
}

function rewriting(before: ParameterView, after: ParameterView, { base, head }: Sides): Said[] {
  const [old, now] = [before.content[0], after.content[0]];
  if (old !== undefined && now !== undefined && readsAlike(old.type, now.type)) return [];
  if (old !== undefined || now !== undefined) {
    if (isPlainText(before, base) && isPlainText(after, head)) return [];
    const key = now === undefined ? 'schema' : 'content';
    return [{ event: 'content-changed', key, args: [old?.type ?? 'a schema', now?.type ?? 'a schema'] }];
  }
  const [from, to] = [heldSchema(base, before), heldSchema(head, after)];
  const restyled = restyling(
    written(serializationOf(before), from, before.node, base),
    written(serializationOf(after), to, after.node, head),
  );
  return [...restyled, ...separating(from, to)];
}

/**
 * e.g. `Query parameter ids is written in another way: style went from form to pipeDelimited.`
 *
 * @param id ends in the event.
 * @param values what it was and is, and what says it of a list within, or null where collectionFormat says it of the whole.
 */
export function sayRewriting(what: string, id: string, values: readonly (Json | undefined)[]): string {
  const [from, to, inner] = values;
  if (id.endsWith('-became-allow-reserved')) return `${what} may contain reserved characters as they are now.`;
  if (typeof inner === 'string')
    return `${what}: each list in it is written in another way: ${plain(inner)} went from ${plain(from)} to ${plain(to)}.`;
  const changed = inner === null ? SEPARATOR : id.replace(/^.*-(\w+)-changed$/, '$1');
  return `${what} is written in another way: ${changed} went from ${plain(from)} to ${plain(to)}.`;
}

function reserving(before: Pick<Part, 'node'>, after: Pick<Part, 'node'>): Said[] {
  const [old, now] = [before, after].map(({ node }) => own(node, 'allowReserved') === true);
  if (old === now) return [];
  const event = now === true ? 'became-allow-reserved' : 'became-not-allow-reserved';
  return [{ event, key: 'allowReserved', args: [] }];
}

interface Written extends Serialization {
  readonly shapes: readonly Shape[];
  /** In OpenAPI 2.0: what says it there. */
  readonly format: string | undefined;
}

function written(
  serialization: Serialization,
  view: SchemaView | undefined,
  node: JsonObject | undefined,
  { description }: Side,
): Written {
  const format = description.version === '2.0' ? separatorOf(node) : undefined;
  return { ...serialization, shapes: shapesIn(view), format };
}

/** Where some value that both take is written as another text. */
function restyling(from: Written, to: Written): Said[] {
  const both = from.shapes.filter((shape) => to.shapes.includes(shape));
  if (both.every((shape) => pattern(from, shape) === pattern(to, shape))) return [];
  const event = from.style === to.style ? 'explode-changed' : 'style-changed';
  if (from.format !== undefined && to.format !== undefined && from.format !== to.format)
    return [{ event, key: SEPARATOR, args: [from.format, to.format, null] }];
  return event === 'explode-changed'
    ? [{ event, key: 'explode', args: [from.explode, to.explode] }]
    : [{ event, key: 'style', args: [from.style, to.style] }];
}

const SEPARATOR = 'collectionFormat';
/** Lists of lists that are looked into. */
const MOST_LISTS = 8;

/** What stands between the items of lists in lists: OpenAPI 2.0 alone has a word for it (Items Object: collectionFormat). */
function separating(before: SchemaView | undefined, after: SchemaView | undefined): Said[] {
  const found: Said[] = [];
  let [old, now] = [listIn(before), listIn(after)];
  for (let lists = 0; lists < MOST_LISTS && old !== undefined && now !== undefined; lists += 1) {
    const within = { before: old.node, after: now.node };
    const [from, to] = [separatorOf(old.node), separatorOf(now.node)];
    if (from !== to) found.push({ event: 'style-changed', key: SEPARATOR, args: [from, to, SEPARATOR], within });
    [old, now] = [listIn(old), listIn(now)];
  }
  return found;
}

function separatorOf(list: JsonObject | undefined): string {
  const said = own(list, SEPARATOR);
  return typeof said === 'string' ? brief(said) : 'csv';
}

/** The lists that are the items of a list. */
function listIn(list: SchemaView | undefined): SchemaView | undefined {
  if (list?.side.description.version !== '2.0') return undefined;
  const items = list.side.schema(list.get('items'), list.node, 'items')?.view;
  return items?.types?.has('array') === true ? items : undefined;
}

/** What stands between the name and the parts of a value; the same for two styles where their texts are the same. */
function pattern({ style, explode }: Serialization, shape: Shape): string {
  if (style === 'simple') return shape === 'object' && explode ? 'a=1,b=2' : 'a,b';
  if (style === 'label' || style === 'matrix') return shape === 'scalar' ? style : `${style} ${String(explode)}`;
  if (shape === 'scalar') return 'name=a';
  if (style === 'deepObject') return shape === 'object' ? 'name[a]=1' : 'deepObject';
  if (explode) return shape === 'array' ? 'name=a&name=b' : style === 'form' ? 'a=1&b=2' : `${style} true`;
  return style;
}

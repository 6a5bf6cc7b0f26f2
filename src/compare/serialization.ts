import { own, type Json, type JsonObject } from '../spec/json.ts';
import type { MediaView, ParameterView } from '../spec/operations.ts';
import { heldSchema } from './held-schema.ts';
import { bareType, isJson, readsAlike } from './match-content.ts';
import { fewMembers } from './members.ts';
import type { SchemaView } from './schema-view.ts';
import type { Side } from './side.ts';

type Shape = 'scalar' | 'array' | 'object';

/** How a parameter is written, defaults filled in (OpenAPI 3.1, Parameter Object: style, explode). */
export interface Serialization {
  readonly style: string;
  readonly explode: boolean;
}

export function serializationOf({ node, in: place }: ParameterView): Serialization {
  const written = serializationIn(node, place === 'query' || place === 'cookie' ? 'form' : 'simple');
  const isSaid = place !== 'header' || OF_HEADERS.has(written.style);
  return isSaid ? written : { ...written, style: 'simple', explode: own(node, 'explode') === true };
}

/** OpenAPI 3 writes headers in one style (Parameter Object: style); 2.0 has collectionFormat. */
const OF_HEADERS: ReadonlySet<string> = new Set(['simple', 'spaceDelimited', 'pipeDelimited', 'tabDelimited']);

/** What writes values in another way. */
export interface Rewriting {
  readonly event: 'content-changed' | 'style-changed' | 'explode-changed';
  readonly key: string;
  readonly args: readonly [from: Json, to: Json];
}

/** How a parameter or header came to be written otherwise; undefined: its values are the same texts. */
export function rewriting(before: ParameterView, after: ParameterView, sides: Sides): Rewriting | undefined {
  const [old, now] = [before.content[0], after.content[0]];
  if (old !== undefined && now !== undefined && readsAlike(old.type, now.type)) return undefined;
  if (old !== undefined || now !== undefined) {
    if (isPlainText(before, sides.base) && isPlainText(after, sides.head)) return undefined;
    const key = now === undefined ? 'schema' : 'content';
    return { event: 'content-changed', key, args: [old?.type ?? 'a schema', now?.type ?? 'a schema'] };
  }
  if (!writesOtherwise(before, after, sides)) return undefined;
  const [from, to] = [serializationOf(before), serializationOf(after)];
  return from.style === to.style
    ? { event: 'explode-changed', key: 'explode', args: [from.explode, to.explode] }
    : { event: 'style-changed', key: 'style', args: [from.style, to.style] };
}

/** Whether its values stand as they are, whether a schema says so or a content: a text, or a number or boolean as JSON. */
export function isPlainText(parameter: ParameterView, side: Side): boolean {
  const [media] = parameter.content;
  if (media === undefined) {
    const { style } = serializationOf(parameter);
    return (style === 'simple' || style === 'form') && isOf(side, parameter, ['string', ...LITERALS]);
  }
  if (isJson(media.type)) return isOf(side, media, LITERALS);
  return bareType(media.type) === 'text/plain' && isOf(side, media, ['string', ...LITERALS]);
}

const LITERALS: readonly string[] = ['number', 'integer', 'boolean'];

function isOf(side: Side, holder: MediaView | ParameterView, allowed: readonly string[]): boolean {
  const view = heldSchema(side, holder);
  return view?.types !== undefined && !view.nullable && [...view.types].every((type) => allowed.includes(type));
}

/** What an object says of it; of a part of a form it says the same words (OpenAPI 3.1, Encoding Object). */
export function serializationIn(node: JsonObject | undefined, usual: string): Serialization {
  const said = own(node, 'style');
  const style = typeof said === 'string' ? said : usual;
  const explode = own(node, 'explode');
  return { style, explode: typeof explode === 'boolean' ? explode : style === 'form' };
}

/** Whether some value that both parameters take is written as another text. */
function writesOtherwise(before: ParameterView, after: ParameterView, { base, head }: Sides): boolean {
  return differ(
    { ...serializationOf(before), shapes: shapesIn(base, before) },
    { ...serializationOf(after), shapes: shapesIn(head, after) },
  );
}

/** The same of a part of a form, by the schemas of the part. */
export function writesPartOtherwise(
  [old, now]: readonly [Serialization, Serialization],
  [before, after]: readonly [SchemaView | undefined, SchemaView | undefined],
): boolean {
  const shapes = (view: SchemaView | undefined): readonly Shape[] =>
    view === undefined ? SHAPES : shapesOf(view, MOST_CHOICES);
  return differ({ ...old, shapes: shapes(before) }, { ...now, shapes: shapes(after) });
}

interface Written extends Serialization {
  readonly shapes: readonly Shape[];
}

function differ(old: Written, now: Written): boolean {
  return old.shapes
    .filter((shape) => now.shapes.includes(shape))
    .some((shape) => pattern(old, shape) !== pattern(now, shape));
}

interface Sides {
  readonly base: Side;
  readonly head: Side;
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

const SHAPES: readonly Shape[] = ['scalar', 'array', 'object'];

function shapesIn(side: Side, parameter: ParameterView): readonly Shape[] {
  const view = heldSchema(side, parameter);
  return view === undefined ? SHAPES : shapesOf(view, MOST_CHOICES);
}

/** Choices within choices that are looked into. */
const MOST_CHOICES = 3;

/** A schema that does not say its type may be anything. */
function shapesOf(view: SchemaView, most: number): readonly Shape[] {
  const types = view.types ?? (view.values === undefined ? undefined : new Set(view.values.map(typeOf)));
  if (types !== undefined) return SHAPES.filter((shape) => [...types].some((type) => shapeOf(type) === shape));
  const members = most > 0 ? (['oneOf', 'anyOf'] as const).flatMap((keyword) => fewMembers(view, keyword)) : [];
  if (members.length === 0) return SHAPES;
  const held = members.flatMap((member) => shapesOf(member, most - 1));
  return SHAPES.filter((shape) => held.includes(shape));
}

function typeOf(value: Json): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

function shapeOf(type: string): Shape {
  return type === 'array' || type === 'object' ? type : 'scalar';
}

import { asObject, own, type Json } from '../spec/json.ts';
import type { ParameterView } from '../spec/operations.ts';

type Shape = 'scalar' | 'array' | 'object';

/** How a parameter is written, defaults filled in (OpenAPI 3.1, Parameter Object: style, explode). */
export interface Serialization {
  readonly style: string;
  readonly explode: boolean;
}

export function serializationOf({ node, in: place }: ParameterView): Serialization {
  const said = own(node, 'style');
  const style = typeof said === 'string' ? said : place === 'query' || place === 'cookie' ? 'form' : 'simple';
  const explode = own(node, 'explode');
  return { style, explode: typeof explode === 'boolean' ? explode : style === 'form' };
}

/** Whether some value that both parameters take is written as another text. */
export function writesOtherwise(before: ParameterView, after: ParameterView): boolean {
  const [old, now] = [serializationOf(before), serializationOf(after)];
  const shapes = shapesOf(after.schema);
  return shapesOf(before.schema)
    .filter((shape) => shapes.includes(shape))
    .some((shape) => pattern(old, shape) !== pattern(now, shape));
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

/** A schema that does not say its type may be anything. */
function shapesOf(schema: ParameterView['schema']): readonly Shape[] {
  const type = own(asObject(schema), 'type');
  const types: readonly Json[] = Array.isArray(type) ? type : type === undefined ? [] : [type];
  if (types.length === 0) return SHAPES;
  return SHAPES.filter((shape) => types.some((name) => name === shape || (shape === 'scalar' && isScalar(name))));
}

function isScalar(type: Json): boolean {
  return type !== 'array' && type !== 'object';
}

import { own, type JsonObject } from '../../spec/json.ts';
import type { MediaView, ParameterView } from '../../spec/operations.ts';
import type { Side } from '../side.ts';
import { heldSchema } from './held-schema.ts';
import { bareType, isJson } from './media-types.ts';

/** How a parameter is written, defaults filled in (OpenAPI 3.1, Parameter Object: style, explode). */
export interface Serialization {
  readonly style: string;
  readonly explode: boolean;
}

/** By what the parameter says and, for what it leaves out, by where it stands. */
export function serializationOf({ node, in: place }: ParameterView): Serialization {
  const written = serializationIn(node, place === 'query' || place === 'cookie' ? 'form' : 'simple');
  const isSaid = place !== 'header' || OF_HEADERS.has(written.style);
  return isSaid ? written : { ...written, style: 'simple', explode: own(node, 'explode') === true };
}

/** OpenAPI 3 writes headers in one style (Parameter Object: style); 2.0 has collectionFormat. */
const OF_HEADERS: ReadonlySet<string> = new Set(['simple', 'spaceDelimited', 'pipeDelimited', 'tabDelimited']);

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

/** Types whose texts are their JSON. */
export const LITERALS: readonly string[] = ['number', 'integer', 'boolean'];

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

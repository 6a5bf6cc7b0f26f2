import { asObject, type Json } from '../../spec/json.ts';
import type { ParameterView } from '../../spec/operations.ts';
import { serializationOf } from '../operations/serialization.ts';

/** How a parameter's value is written (OpenAPI 3.1, Parameter Object, Style Values). */
interface Written {
  readonly parts: readonly string[];
  readonly separator: string;
  /** The parts have names of their own. */
  readonly isSpread: boolean;
}

type Encode = (text: string) => string;

/** Half of a surrogate pair is no character, and has no bytes (RFC 3629, section 3): the sign that stands for such. */
const inAddress: Encode = (text) => encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '\ufffd'));

const SEPARATORS: Readonly<Record<string, string>> = { spaceDelimited: '%20', pipeDelimited: '%7C' };

/** In the place of its name in a path, encoded. */
export function inPath(parameter: ParameterView, value: Json): string {
  const { parts, separator, isSpread } = written(parameter, value, inAddress);
  const { style } = serializationOf(parameter);
  if (style === 'label') return `.${parts.join(separator === '&' ? '.' : separator)}`;
  if (style !== 'matrix') return parts.join(separator);
  const name = isSpread ? '' : `${inAddress(parameter.name)}=`;
  return (separator === '&' ? parts : [parts.join(separator)]).map((part) => `;${name}${part}`).join('');
}

/** `name=value` as often as a query needs it, encoded; a `querystring` has no name (OpenAPI 3.2, Parameter Locations). */
export function inQuery(parameter: ParameterView, value: Json): readonly string[] {
  if (parameter.in === 'querystring') {
    const pairs = Object.entries(asObject(value) ?? { [textOf(value)]: '' });
    return pairs.map((pair) => pair.map((text) => inAddress(textOf(text))).join('='));
  }
  const { parts, separator, isSpread } = written(parameter, value, inAddress);
  const { style } = serializationOf(parameter);
  const name = inAddress(parameter.name);
  if (isSpread && style === 'deepObject') return parts.map((part) => part.replace(/^([^=]*)=/, `${name}[$1]=`));
  if (isSpread) return parts;
  return (separator === '&' ? parts : [parts.join(separator)]).map((part) => `${name}=${part}`);
}

/** As the text of a header. */
export function inHeader(parameter: ParameterView, value: Json): string {
  return written(parameter, value, (text) => text).parts.join(',');
}

function written(parameter: ParameterView, value: Json, encode: Encode): Written {
  const [media] = parameter.content;
  const whole = { separator: ',', isSpread: false };
  if (media !== undefined) {
    const isText = media.type.startsWith('text/') && typeof value === 'string';
    return { ...whole, parts: [encode(isText ? value : JSON.stringify(value))] };
  }
  const { style, explode } = serializationOf(parameter);
  const members = asObject(value);
  const separator = explode && style !== 'simple' ? '&' : (SEPARATORS[style] ?? ',');
  if (members === undefined) {
    const items: readonly Json[] = Array.isArray(value) ? value : [value];
    return { parts: items.map((item) => encode(textOf(item))), separator, isSpread: false };
  }
  const pairs = Object.entries(members).map(([key, item]) => [encode(key), encode(textOf(item))]);
  const isSpread = explode || style === 'deepObject';
  return { parts: pairs.flatMap((pair) => (isSpread ? pair.join('=') : pair)), separator, isSpread };
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

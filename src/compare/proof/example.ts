import type { Json, JsonObject } from '../../spec/json.ts';
import type { MediaView, OperationView, ParameterView } from '../../spec/operations.ts';
import type { Example } from '../change.ts';
import type { GraphNode } from '../graph/pair-graph.ts';
import { lifted } from './lifted.ts';
import type { Place } from './place.ts';
import { senseOf, type Sense } from './sense.ts';
import type { Verdicts } from './verdicts.ts';
import { inHeader, inPath, inQuery } from './written.ts';

/** Messages that need more than this are not made up. */
const MOST_PARAMETERS = 20;

/** The whole message around a value at `pair`, checked against both sides; undefined: none was found. */
export function exampleOf(verdicts: Verdicts, place: Place, pair: GraphNode, value: Json): Example | undefined {
  // Of a form's parts no whole message is made up.
  if (place.root.of !== undefined) return undefined;
  const whole = lifted(verdicts, place, pair, value);
  if (whole === undefined) return undefined;
  const { from } = senseOf(pair.direction, place);
  const { operation, held, status } = place.root;
  const view = from === 'base' ? operation.before : operation.after;
  const own = from === 'base' ? held.before : held.after;
  const { method, path } = operation.before;
  if (pair.direction === 'response') {
    const told = 'in' in own ? { headers: [{ name: own.name, value: inHeader(own, whole) }] } : inBody(own, whole);
    return { method, path, ...(status !== undefined && { status }), ...told };
  }
  return requestOf(verdicts, view, from, 'in' in own ? { parameter: own, value: whole } : { media: own, value: whole });
}

/** Values of which something is written: with nothing in its place a path is mostly that of another operation. */
const WRITTEN: JsonObject = {
  type: ['boolean', 'number', 'string', 'array', 'object'],
  minLength: 1,
  minItems: 1,
  items: { minLength: 1 },
  minProperties: 1,
};

type Given =
  { readonly parameter: ParameterView; readonly value: Json } | { readonly media: MediaView; readonly value: Json };

/** A request with what must be there and one value that is given. */
function requestOf(verdicts: Verdicts, view: OperationView, side: Sense['from'], given: Given): Example | undefined {
  const needed = view.parameters.filter(
    (parameter) => parameter.required || ('parameter' in given && parameter.node === given.parameter.node),
  );
  if (needed.length > MOST_PARAMETERS) return undefined;
  const values = needed.map((parameter): [ParameterView, Json | undefined] => [
    parameter,
    'parameter' in given && parameter.node === given.parameter.node
      ? given.value
      : (sampled(verdicts, parameter, side, WRITTEN) ?? sampled(verdicts, parameter, side)),
  ]);
  const body = 'media' in given ? inBody(given.media, given.value) : bodyOf(verdicts, view, side);
  if (body === undefined) return undefined;
  const known = values.filter((pair): pair is [ParameterView, Json] => pair[1] !== undefined);
  if (known.length < values.length) return undefined;
  return {
    method: view.method,
    path: filled(view.path, known),
    ...body,
    headers: [...headersOf(known), ...body.headers],
  };
}

type Body = Pick<Example, 'headers' | 'body'>;

function inBody(media: MediaView, value: Json): Body {
  return { headers: [{ name: 'Content-Type', value: media.type }], body: value };
}

/** Nothing where none is needed; undefined where none was found. */
function bodyOf(verdicts: Verdicts, { requestBody }: OperationView, side: Sense['from']): Body | undefined {
  if (requestBody?.required !== true) return { headers: [] };
  const [media] = requestBody.content;
  const value = media === undefined ? undefined : sampled(verdicts, media, side);
  return media === undefined || value === undefined ? undefined : inBody(media, value);
}

function sampled(
  verdicts: Verdicts,
  { schema, content }: { readonly schema?: JsonObject | boolean; readonly content?: readonly MediaView[] },
  side: Sense['from'],
  pinned: JsonObject | true = true,
): Json | undefined {
  return verdicts.sample(side, [schema ?? content?.[0]?.schema ?? true], 'request', pinned);
}

function filled(path: string, values: readonly (readonly [ParameterView, Json])[]): string {
  let text = path;
  const query: string[] = [];
  for (const [parameter, value] of values) {
    if (parameter.in === 'path') text = text.replaceAll(`{${parameter.name}}`, () => inPath(parameter, value));
    if (parameter.in === 'query' || parameter.in === 'querystring') query.push(...inQuery(parameter, value));
  }
  return query.length === 0 ? text : `${text}?${query.join('&')}`;
}

function headersOf(values: readonly (readonly [ParameterView, Json])[]): { name: string; value: string }[] {
  const headers = values
    .filter(([parameter]) => parameter.in === 'header')
    .map(([parameter, value]) => ({ name: parameter.name, value: inHeader(parameter, value) }));
  const cookies = values
    .filter(([parameter]) => parameter.in === 'cookie')
    .flatMap(([parameter, value]) => inQuery(parameter, value));
  return cookies.length === 0 ? headers : [...headers, { name: 'Cookie', value: cookies.join('; ') }];
}

import { own, type Json, type JsonObject } from '../spec/json.ts';
import type { Range } from '../spec/place.ts';
import type { MediaView, ParameterView } from '../spec/operations.ts';
import type { Witness } from './change.ts';
import type { Setting, Surface } from './checks/check.ts';
import { bareType, covers, isJson, readsAlike } from './media-types.ts';
import { isPlainText } from './serialization.ts';
import { matchHeaders, type OperationPair } from './operation-pair.ts';
import type { GraphNode, PairGraph } from './pair-graph.ts';
import type { Direction } from './schema-pair.ts';
import { isMultipart, partHeaders, partNames } from './parts.ts';
import type { Side } from './side.ts';

/** Where an operation enters the graph. */
export interface Root {
  readonly pair: GraphNode;
  readonly surface: Surface;
  /** The surface of everything below the root; undefined: nothing there is told apart from other places. */
  readonly nested: Surface;
  /** The parameter or header, as one would say it; empty for bodies. */
  readonly name: string;
  readonly title: string;
  /** How the value travels, and what is in it; undefined: as JSON. */
  readonly setting: Setting | undefined;
  readonly inner: Setting | undefined;
  readonly via: readonly Range[];
  readonly part: Witness['part'];
  /** It travels as text: a parameter or header, unless it is JSON. */
  readonly text: boolean;
  /** The media type of a request's body that is written in texts. */
  readonly form?: Form;
  readonly operation: OperationPair;
  /** What has the schema on each side: the parameter or header, where it is that of its content. */
  readonly held: { readonly before: MediaView | ParameterView; readonly after: MediaView | ParameterView };
  /** Of a response. */
  readonly status?: string;
  /** The part of a form whose header it is. */
  readonly of?: string;
}

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'] as const;
type Form = (typeof FORMS)[number];

interface Sides {
  readonly base: Side;
  readonly head: Side;
}

interface Entry {
  readonly direction: Direction;
  readonly surface: Surface;
  readonly nested: Surface;
  readonly name: string;
  readonly title: string;
  readonly part: Witness['part'];
  readonly setting: Setting | undefined;
  readonly inner: Setting | undefined;
  readonly status?: string;
  readonly of?: string;
}

const bodies = {
  request: {
    direction: 'request',
    surface: 'request-body',
    nested: 'request-property',
    name: '',
    title: 'Request body',
    part: 'body',
    setting: undefined,
    inner: undefined,
  },
  response: {
    direction: 'response',
    surface: 'response-body',
    nested: 'response-property',
    name: '',
    title: 'Response body',
    part: 'body',
    setting: undefined,
    inner: undefined,
  },
} as const satisfies Record<Direction, Entry>;

/** Every pair of schemas that differ at which the operation's messages begin; beside a boolean schema, none at all is `true`. */
export function rootsOf(operation: OperationPair, graph: PairGraph, sides: Sides): Root[] {
  const { both } = operation.parameters;
  return [
    ...both.flatMap((pair) => parameterRoots(pair, [], { ...parameterEntry(pair.after), operation }, graph, sides)),
    ...mediaRoots(
      operation.body?.content.both ?? [],
      way(operation.body),
      { ...bodies.request, operation },
      graph,
      sides,
    ),
    ...operation.answers.flatMap((answer) => [
      ...mediaRoots(
        answer.content.both,
        way(answer),
        { ...bodies.response, operation, status: answer.after.status },
        graph,
        sides,
      ),
      ...answer.headers.both.flatMap((pair) =>
        parameterRoots(
          pair,
          way(answer),
          { ...headerEntry(pair.after), operation, status: answer.after.status },
          graph,
          sides,
        ),
      ),
    ]),
  ];
}

/** An entry of one operation. */
type Entering = Entry & Pick<Root, 'operation'> & { readonly held?: Root['held'] };

interface Both<T> {
  readonly before: T;
  readonly after: T;
}

/** What is written at each place on the way, outermost first. */
type Way = readonly Both<JsonObject>[];

function way(pair: Both<Written> | undefined): Way {
  return pair === undefined ? [] : [{ before: pair.before.written, after: pair.after.written }];
}

type Written = Pick<MediaView, 'written'>;

function parameterRoots(
  pair: Both<ParameterView>,
  outer: Way,
  entry: Entering,
  graph: PairGraph,
  sides: Sides,
): Root[] {
  const around = [...outer, ...way(pair)];
  return [
    ...root(textPair(pair, sides), 'schema', around, { ...entry, held: pair, text: true }, graph, sides),
    ...mediaRoots(pairContent(pair.before.content, pair.after.content), around, { ...entry, held: pair }, graph, sides),
  ];
}

/** What a schema says of texts, a content may say too. */
function textPair({ before, after }: Both<ParameterView>, { base, head }: Sides): Both<MediaView | ParameterView> {
  const [old, now] = [before.content[0], after.content[0]];
  const isMoved = (old === undefined) !== (now === undefined);
  const isPlain = isMoved && isPlainText(before, base) && isPlainText(after, head);
  return isPlain ? { before: old ?? before, after: now ?? after } : { before, after };
}

function mediaRoots(
  pairs: readonly Both<MediaView>[],
  outer: Way,
  entry: Entering,
  graph: PairGraph,
  sides: Sides,
): Root[] {
  return pairs.flatMap((pair) => {
    const travels = travel(covers(pair.after.type, pair.before.type) ? pair.before.type : pair.after.type);
    const isBody = entry.part === 'body';
    const form = isBody && entry.direction === 'request' ? formOf(pair) : undefined;
    const text = !isBody && travels.setting === 'text';
    const here = { ...entry, ...travels, text, ...(form !== undefined && { form }) };
    const around = [...outer, ...way(pair)];
    return [
      ...root(pair, 'schema', around, here, graph, sides),
      ...root(pair, 'itemSchema', around, here, graph, sides),
      ...(isBody ? partRoots(pair, around, entry, graph, sides) : []),
    ];
  });
}

/** The headers of the parts of a form that both have. */
function partRoots(
  { before, after }: Both<MediaView>,
  outer: Way,
  { operation, direction, status }: Entering,
  graph: PairGraph,
  sides: Sides,
): Root[] {
  if (![before, after].every(isMultipart)) return [];
  return partNames(before, after).flatMap((of) => {
    const headers = matchHeaders(partHeaders(before, of, sides.base), partHeaders(after, of, sides.head));
    return headers.both.flatMap((pair) => {
      const title = `Header ${pair.after.name} of part ${of}`;
      const entry = { ...headerEntries[direction], name: pair.after.name, title, of, operation };
      return parameterRoots(pair, outer, { ...entry, ...(status !== undefined && { status }) }, graph, sides);
    });
  });
}

/** `itemSchema`: each part of a stream (OpenAPI 3.2, Media Type Object). */
function root(
  pair: Both<MediaView | ParameterView>,
  keyword: 'schema' | 'itemSchema',
  around: Way,
  { direction, ...told }: Entering & Pick<Root, 'text' | 'form'>,
  graph: PairGraph,
  sides: Sides,
): Root[] {
  const [old, now] = [schemaIn(pair.before, keyword), schemaIn(pair.after, keyword)];
  const inBody = told.part === 'body';
  // That a body has no schema any more is told of its media type.
  if (now === undefined && (inBody || old === undefined)) return [];
  const isOpen = [pair.before, pair.after].every(saysNothingElse) && !inBody;
  const beside = isOpen || typeof old === 'boolean' || typeof now === 'boolean' ? true : undefined;
  const before = sides.base.schema(old ?? beside, pair.before.node, keyword);
  const after = sides.head.schema(now ?? beside, pair.after.node, keyword);
  if (before === undefined || after === undefined || graph.isUntouched(before, after)) return [];
  return [
    {
      held: pair,
      ...told,
      pair: graph.pair(before.view, after.view, direction),
      get via() {
        const inHead = [...sides.head.way(around.map((place) => place.after)), ...after.via];
        return inHead.length > 0 ? inHead : [...sides.base.way(around.map((place) => place.before)), ...before.via];
      },
    },
  ];
}

/** Whether a schema alone would say what the values are. */
function saysNothingElse(holder: MediaView | ParameterView): boolean {
  return !('content' in holder) || holder.content.length === 0;
}

/** The schema with its reference, so that the way to it is known; views hold it resolved. */
function schemaIn(holder: MediaView | ParameterView, keyword: 'schema' | 'itemSchema'): Json | undefined {
  const written = own(holder.node, keyword);
  if (keyword === 'itemSchema') return written;
  return holder.schema === undefined ? undefined : (written ?? holder.schema);
}

/** A parameter's `content` has exactly one media type (OpenAPI 3.1, Parameter Object). */
function pairContent(
  before: readonly MediaView[],
  after: readonly MediaView[],
): { before: MediaView; after: MediaView }[] {
  const [old, now] = [before[0], after[0]];
  if (old === undefined || now === undefined || !readsAlike(old.type, now.type)) return [];
  return [{ before: old, after: now }];
}

function formOf({ before, after }: Both<MediaView>): Form | undefined {
  return FORMS.find((form) => bareType(before.type) === form && bareType(after.type) === form);
}

/** In JSON a number is no text; in other media types nobody can tell them apart. */
function travel(mediaType: string): Pick<Entry, 'setting' | 'inner'> {
  return isJson(mediaType) ? { setting: undefined, inner: undefined } : { setting: 'text', inner: 'text' };
}

function parameterEntry(parameter: ParameterView): Entry {
  const surface = parameter.in === 'header' ? 'request-header' : 'request-parameter';
  return {
    direction: 'request',
    surface,
    nested: `${surface}-property`,
    name: parameter.name,
    title: parameterTitle(parameter),
    part: parameter.in === 'querystring' ? 'query' : parameter.in,
    setting: isList(parameter) ? 'list-parameter' : 'parameter',
    inner: 'in-parameter',
  };
}

/** Where one value is written as a list of one is (OpenAPI 3.1, Parameter Object: style and explode, and their defaults). */
function isList({ node, in: place }: ParameterView): boolean {
  const style = own(node, 'style') ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple');
  return style === 'form' && (own(node, 'explode') ?? true) === true;
}

const headerEntries = {
  request: {
    direction: 'request',
    surface: 'request-header',
    nested: 'request-header-property',
    part: 'header',
    setting: 'parameter',
    inner: 'in-parameter',
  },
  response: {
    direction: 'response',
    surface: 'response-header',
    nested: 'response-header-property',
    part: 'header',
    setting: 'text',
    inner: 'text',
  },
} as const satisfies Record<Direction, Partial<Entry>>;

function headerEntry(header: ParameterView): Entry {
  return { ...headerEntries.response, name: header.name, title: headerTitle(header) };
}

/** e.g. `Response header X-Left`. */
export function headerTitle({ name }: ParameterView): string {
  return `Response header ${name}`;
}

/** e.g. `Query parameter limit`. */
export function parameterTitle(parameter: ParameterView): string {
  return `${parameter.in.charAt(0).toUpperCase()}${parameter.in.slice(1)} parameter ${parameter.name}`;
}

import { own, type Json } from '../spec/json.ts';
import type { Range } from '../spec/place.ts';
import type { MediaView, ParameterView } from '../spec/operations.ts';
import type { Witness } from './change.ts';
import type { Setting, Surface } from './checks/check.ts';
import { bareType } from './match-content.ts';
import type { OperationPair } from './operation-pair.ts';
import type { GraphNode, PairGraph } from './pair-graph.ts';
import type { Direction } from './schema-pair.ts';
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
  /** It travels as text: a parameter or header with a schema of its own. */
  readonly text: boolean;
}

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

/** Every pair of schemas at which the operation's messages begin; beside a boolean schema, none at all is `true`. */
export function rootsOf(operation: OperationPair, graph: PairGraph, sides: Sides): Root[] {
  const roots: Root[] = [];
  const media = (entry: Entry, pairs: readonly { before: MediaView; after: MediaView }[]): void => {
    for (const pair of pairs) add(pair, { ...entry, ...travel(pair.after.type) }, false);
  };
  const add = (
    pair: { before: MediaView | ParameterView; after: MediaView | ParameterView },
    entry: Entry,
    text: boolean,
  ): void => {
    const beside = [pair.before.schema, pair.after.schema].some((schema) => typeof schema === 'boolean')
      ? true
      : undefined;
    const before = sides.base.schema(written(pair.before) ?? beside, pair.before.node, 'schema');
    const after = sides.head.schema(written(pair.after) ?? beside, pair.after.node, 'schema');
    if (before === undefined || after === undefined) return;
    const via = after.via.length > 0 ? after.via : before.via;
    const { direction, ...told } = entry;
    roots.push({ ...told, pair: graph.pair(before.view, after.view, direction), via, text });
  };
  for (const pair of operation.parameters.both) {
    const entry = parameterEntry(pair.after);
    add(pair, entry, true);
    media(entry, pairContent(pair.before.content, pair.after.content));
  }
  media(bodies.request, operation.body?.content.both ?? []);
  for (const answer of operation.answers) {
    media(bodies.response, answer.content.both);
    for (const pair of answer.headers.both) add(pair, headerEntry(pair.after), true);
  }
  return roots;
}

/** The schema with its reference, so that the way to it is known; views hold it resolved. */
function written(holder: MediaView | ParameterView): Json | undefined {
  return holder.schema === undefined ? undefined : (own(holder.node, 'schema') ?? holder.schema);
}

/** A parameter's `content` has exactly one media type (OpenAPI 3.1, Parameter Object). */
function pairContent(
  before: readonly MediaView[],
  after: readonly MediaView[],
): { before: MediaView; after: MediaView }[] {
  const [old, now] = [before[0], after[0]];
  return old === undefined || now === undefined || old.type !== now.type ? [] : [{ before: old, after: now }];
}

/** In JSON a number is no text; in other media types nobody can tell them apart. */
function travel(mediaType: string): Pick<Entry, 'setting' | 'inner'> {
  const bare = bareType(mediaType);
  const isJson = bare === 'application/json' || bare.endsWith('+json');
  return isJson ? { setting: undefined, inner: undefined } : { setting: 'text', inner: 'text' };
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

function headerEntry(header: ParameterView): Entry {
  return {
    direction: 'response',
    surface: 'response-header',
    nested: 'response-header-property',
    name: header.name,
    title: `Response header ${header.name}`,
    part: 'header',
    setting: 'text',
    inner: 'text',
  };
}

/** e.g. `Query parameter limit`. */
export function parameterTitle(parameter: ParameterView): string {
  return `${parameter.in.charAt(0).toUpperCase()}${parameter.in.slice(1)} parameter ${parameter.name}`;
}

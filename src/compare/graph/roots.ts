import { own, type Json, type JsonObject } from '../../spec/json.ts';
import type { MediaView, ParameterView } from '../../spec/operations.ts';
import type { Range } from '../../spec/place.ts';
import type { Both } from '../matching.ts';
import { bareType, covers, isJson, isXml, readsAlike } from '../operations/media-types.ts';
import { matchHeaders, type OperationPair } from '../operations/operation-pair.ts';
import { isMultipart, partHeaders, partNames } from '../operations/parts.ts';
import { isPlainText } from '../operations/serialization.ts';
import type { Direction } from '../schemas/schema-pair.ts';
import type { Sides } from '../side.ts';
import { bodyEntries, headerEntry, parameterEntry, partHeaderEntry, type Entry } from './entries.ts';
import type { GraphNode, PairGraph } from './pair-graph.ts';

/** Where an operation enters the graph. */
export interface Root extends Omit<Entry, 'direction'> {
  readonly pair: GraphNode;
  readonly via: readonly Range[];
  /** It travels as text: a parameter or header, unless it is JSON. */
  readonly text: boolean;
  /** The media type of a body that is written in texts. */
  readonly form?: Form;
  /** A body that is XML on both sides. */
  readonly xml?: true;
  readonly operation: OperationPair;
  /** What has the schema on each side: the parameter or header, where it is that of its content. */
  readonly held: Both<MediaView | ParameterView>;
}

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'] as const;
type Form = (typeof FORMS)[number];

/** Every pair of schemas that differ at which the operation's messages begin; beside a boolean schema, none at all is `true`. */
export function rootsOf(operation: OperationPair, graph: PairGraph, sides: Sides): Root[] {
  return new Entrances(operation, graph, sides).all();
}

/** An entry, and what has the schema in its stead. */
type Entering = Entry & Partial<Pick<Root, 'held'>>;

/** What is written at each place on the way, outermost first. */
type Way = readonly Both<JsonObject>[];

class Entrances {
  readonly #operation: OperationPair;
  readonly #graph: PairGraph;
  readonly #sides: Sides;

  constructor(operation: OperationPair, graph: PairGraph, sides: Sides) {
    this.#operation = operation;
    this.#graph = graph;
    this.#sides = sides;
  }

  all(): Root[] {
    const { parameters, body, answers } = this.#operation;
    return [
      ...parameters.both.flatMap((pair) => this.#ofParameter(pair, [], parameterEntry(pair.after))),
      ...this.#ofMedia(body?.content.both ?? [], way(body), bodyEntries.request),
      ...answers.flatMap((answer) => {
        const { status } = answer.after;
        return [
          ...this.#ofMedia(answer.content.both, way(answer), { ...bodyEntries.response, status }),
          ...answer.headers.both.flatMap((pair) =>
            this.#ofParameter(pair, way(answer), { ...headerEntry(pair.after), status }),
          ),
        ];
      }),
    ];
  }

  #ofParameter(pair: Both<ParameterView>, outer: Way, entry: Entering): Root[] {
    const around = [...outer, ...way(pair)];
    const content = pairContent(pair.before.content, pair.after.content);
    return [
      ...this.#root(this.#textPair(pair), 'schema', around, { ...entry, held: pair, text: true }),
      ...this.#ofMedia(content, around, { ...entry, held: pair }),
    ];
  }

  /** What a schema says of texts, a content may say too. */
  #textPair({ before, after }: Both<ParameterView>): Both<MediaView | ParameterView> {
    const [old, now] = [before.content[0], after.content[0]];
    const isMoved = (old === undefined) !== (now === undefined);
    const isPlain = isMoved && isPlainText(before, this.#sides.base) && isPlainText(after, this.#sides.head);
    return isPlain ? { before: old ?? before, after: now ?? after } : { before, after };
  }

  #ofMedia(pairs: readonly Both<MediaView>[], outer: Way, entry: Entering): Root[] {
    return pairs.flatMap((pair) => {
      const travels = travel(covers(pair.after.type, pair.before.type) ? pair.before.type : pair.after.type);
      const isBody = entry.part === 'body';
      const form = isBody ? formOf(pair, entry.direction) : undefined;
      const text = !isBody && travels.setting === 'text';
      const xml = isBody && isXml(pair.before.type) && isXml(pair.after.type);
      const here = { ...entry, ...travels, text, ...(form !== undefined && { form }), ...(xml && { xml }) };
      const around = [...outer, ...way(pair)];
      return [
        ...this.#root(pair, 'schema', around, here),
        ...this.#root(pair, 'itemSchema', around, here),
        ...(isBody ? this.#ofParts(pair, around, entry) : []),
      ];
    });
  }

  /** The headers of the parts of a form that both have. */
  #ofParts({ before, after }: Both<MediaView>, outer: Way, { direction, status }: Entering): Root[] {
    if (![before, after].every(isMultipart)) return [];
    const { base, head } = this.#sides;
    return partNames(before, after).flatMap((of) =>
      matchHeaders(partHeaders(before, of, base), partHeaders(after, of, head)).both.flatMap((pair) => {
        const entry = partHeaderEntry(pair.after, of, direction);
        return this.#ofParameter(pair, outer, { ...entry, ...(status !== undefined && { status }) });
      }),
    );
  }

  /** `itemSchema`: each part of a stream (OpenAPI 3.2, Media Type Object). */
  #root(
    pair: Both<MediaView | ParameterView>,
    keyword: 'schema' | 'itemSchema',
    around: Way,
    { direction, ...told }: Entering & Pick<Root, 'text' | 'form' | 'xml'>,
  ): Root[] {
    const { base, head } = this.#sides;
    const [old, now] = [schemaIn(pair.before, keyword), schemaIn(pair.after, keyword)];
    const inBody = told.part === 'body';
    // That a body has no schema any more is told of its media type.
    if (now === undefined && (inBody || old === undefined)) return [];
    const isOpen = [pair.before, pair.after].every(saysNothingElse) && !inBody;
    const beside = isOpen || typeof old === 'boolean' || typeof now === 'boolean' ? true : undefined;
    const before = base.schema(old ?? beside, pair.before.node, keyword);
    const after = head.schema(now ?? beside, pair.after.node, keyword);
    if (before === undefined || after === undefined || this.#graph.isUntouched(before, after)) return [];
    return [
      {
        held: pair,
        ...told,
        operation: this.#operation,
        pair: this.#graph.pair(before.view, after.view, direction),
        get via() {
          const inHead = [...head.way(around.map((place) => place.after)), ...after.via];
          return inHead.length > 0 ? inHead : [...base.way(around.map((place) => place.before)), ...before.via];
        },
      },
    ];
  }
}

function way(pair: Both<Pick<MediaView, 'written'>> | undefined): Way {
  return pair === undefined ? [] : [{ before: pair.before.written, after: pair.after.written }];
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
function pairContent(before: readonly MediaView[], after: readonly MediaView[]): Both<MediaView>[] {
  const [old, now] = [before[0], after[0]];
  if (old === undefined || now === undefined || !readsAlike(old.type, now.type)) return [];
  return [{ before: old, after: now }];
}

/** Forms are sent; what is answered may be a plain text. */
function formOf({ before, after }: Both<MediaView>, direction: Direction): Form | undefined {
  const found = FORMS.find((form) => bareType(before.type) === form && bareType(after.type) === form);
  return direction === 'request' || found === 'text/plain' ? found : undefined;
}

/** In JSON a number is no text; in other media types nobody can tell them apart. */
function travel(mediaType: string): Pick<Entry, 'setting' | 'inner'> {
  return isJson(mediaType) ? { setting: undefined, inner: undefined } : { setting: 'text', inner: 'text' };
}

import { COLLECTION_STYLE, EVENT_ID, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import type { AliasEvent, Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import type { Json } from './json.ts';
import { LIMITS } from './limits.ts';
import { NodePlace } from './node-place.ts';
import { MOST_FAULTS, setMember } from './parsed.ts';
import type { Fault } from './text.ts';
import { isCollectionTag, plainScalar, taggedScalar } from './yaml-scalar.ts';

/** Ends the reading of a text that is too much or that cannot be read on. */
export class Unreadable extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** A finished value with what it weighs once its aliases are expanded. */
interface Built {
  readonly value: Json;
  readonly nodes: number;
  readonly height: number;
  readonly start: number;
  readonly end: number;
}

type JsonMap = Record<string, Json>;
type JsonList = Json[];

interface Frame {
  readonly map: JsonMap | undefined;
  readonly list: JsonList;
  readonly place: NodePlace;
  readonly anchor: string;
  readonly flow: boolean;
  key: { readonly name: string; readonly start: number; readonly end: number; readonly merge: boolean } | undefined;
  readonly merges: { readonly source: Json; readonly at: number }[];
  nodes: number;
  height: number;
  lastEnd: number;
}

/** Builds plain data from the parser's events, without recursion, and keeps every place. */
export class Builder {
  readonly places = new Map<object, NodePlace>();
  readonly faults: Fault[] = [];
  root: Built | undefined;
  isTree = true;
  #documents = 0;
  #merged = 0;
  readonly #text: string;
  readonly #frames: Frame[] = [];
  readonly #anchors = new Map<string, Built | undefined>();

  constructor(text: string) {
    this.#text = text;
  }

  take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.#documents++;
        return;
      case EVENT_ID.SCALAR:
        this.#scalar(event);
        return;
      case EVENT_ID.ALIAS:
        this.#alias(event);
        return;
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING:
        this.#open(event);
        return;
      case EVENT_ID.POP:
        this.#close();
    }
  }

  #scalar(event: ScalarEvent): void {
    const source = getScalarValue(this.#text, event);
    const tag = this.#slice(event.tagStart, event.tagEnd);
    const { start, end } = this.#scalarSpan(event);
    const frame = this.#frames.at(-1);
    if (frame?.map !== undefined && frame.key === undefined) {
      const merge = source === '<<' && event.style === SCALAR_STYLE.PLAIN && tag === '';
      frame.key = { name: source, start, end, merge };
      this.#remember(event, { value: source, nodes: 1, height: 0, start, end });
      return;
    }
    const value = tag === '' ? this.#untagged(event, source) : taggedScalar(tag, source);
    if (value === undefined) this.#refuseTag(tag, event.tagStart);
    const built = { value: value ?? null, nodes: 1, height: 0, start, end };
    this.#remember(event, built);
    this.#put(built);
  }

  #untagged(event: ScalarEvent, source: string): Json {
    return event.style === SCALAR_STYLE.PLAIN ? plainScalar(source) : source;
  }

  #scalarSpan(event: ScalarEvent): { start: number; end: number } {
    const { valueStart, valueEnd, style } = event;
    if (valueStart < 0) {
      const frame = this.#frames.at(-1);
      const at = frame?.key === undefined ? (frame?.lastEnd ?? 0) : Math.min(frame.key.end + 1, this.#text.length);
      return { start: at, end: at };
    }
    if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) {
      return { start: valueStart - 1, end: valueEnd + 1 };
    }
    return { start: valueStart, end: Math.max(valueStart, this.#trimmed(valueEnd)) };
  }

  #trimmed(end: number): number {
    let at = end;
    while (at > 0 && ' \t\r\n'.includes(this.#text.charAt(at - 1))) at--;
    return at;
  }

  #alias(event: AliasEvent): void {
    const name = this.#slice(event.anchorStart, event.anchorEnd);
    const start = event.anchorStart - 1;
    const frame = this.#frames.at(-1);
    if (!this.#anchors.has(name)) throw this.#unreadable('yaml-alias', `alias *${name} has no anchor before it`, start);
    const target = this.#anchors.get(name);
    if (target === undefined) {
      throw this.#unreadable('too-complex', `alias *${name} stands inside its own anchor: it would never end`, start);
    }
    if (frame?.map !== undefined && frame.key === undefined) {
      if (typeof target.value === 'object') throw this.#unreadable('yaml-key', 'a key must be a plain value', start);
      frame.key = { name: String(target.value), start, end: event.anchorEnd, merge: false };
      return;
    }
    this.isTree = false;
    this.#put({ ...target, start, end: event.anchorEnd });
  }

  #open(event: SequenceEvent | MappingEvent): void {
    const isMap = event.type === EVENT_ID.MAPPING;
    const tag = this.#slice(event.tagStart, event.tagEnd);
    if (!isCollectionTag(tag, isMap ? 'map' : 'seq')) this.#refuseTag(tag, event.tagStart);
    const anchor = this.#slice(event.anchorStart, event.anchorEnd);
    if (anchor !== '') this.#anchors.set(anchor, undefined);
    const place = this.#placeFor(event.start, !isMap);
    const map: JsonMap | undefined = isMap ? {} : undefined;
    const list: JsonList = [];
    this.places.set(map ?? list, place);
    const flow = event.style === COLLECTION_STYLE.FLOW;
    const rest = { key: undefined, merges: [], nodes: 1, height: 0, lastEnd: event.start + 1 };
    this.#frames.push({ map, list, place, anchor, flow, ...rest });
  }

  #placeFor(start: number, isArray: boolean): NodePlace {
    const parent = this.#frames.at(-1);
    if (parent === undefined) return new NodePlace(undefined, '', start, isArray);
    if (parent.map === undefined) return new NodePlace(parent.list, parent.list.length, start, isArray);
    if (parent.key === undefined) {
      throw this.#unreadable('yaml-key', 'a key must be a plain value, not a list or a mapping', start);
    }
    return new NodePlace(parent.map, parent.key.name, start, isArray);
  }

  #close(): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    if (frame.map !== undefined) this.#merge(frame, frame.map);
    frame.place.end = frame.flow ? this.#closingBracket(frame.lastEnd) : frame.lastEnd;
    const { nodes, height, place } = frame;
    const value = frame.map ?? frame.list;
    const built: Built = { value, nodes, height: height + 1, start: place.start, end: place.end };
    if (frame.anchor !== '') this.#anchors.set(frame.anchor, built);
    this.#put(built);
  }

  /** The parser tells no offset for the end of `[…]` and `{…}`: it is the next bracket outside comments. */
  #closingBracket(from: number): number {
    for (let at = from; at < this.#text.length; at++) {
      const char = this.#text.charAt(at);
      if (char === ']' || char === '}') return at + 1;
      if (char === '#') while (at + 1 < this.#text.length && !'\r\n'.includes(this.#text.charAt(at + 1))) at++;
    }
    return this.#text.length;
  }

  #put(built: Built): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) {
      if (this.#documents > 1) {
        const message = 'a second YAML document starts here; keep one description in a file';
        throw this.#unreadable('yaml-documents', message, built.start);
      }
      this.root = built;
      return;
    }
    this.#charge(frame, built);
    if (frame.map === undefined) {
      frame.list.push(built.value);
      frame.place.add('', built.start, built.end);
    } else if (frame.key !== undefined) {
      this.#member(frame, frame.map, frame.key, built);
      frame.key = undefined;
    }
    frame.lastEnd = Math.max(frame.lastEnd, built.end);
  }

  #member(frame: Frame, map: JsonMap, key: NonNullable<Frame['key']>, built: Built): void {
    if (key.merge) {
      frame.merges.push({ source: built.value, at: key.start });
      return;
    }
    if (Object.hasOwn(map, key.name)) {
      const message = `the key "${key.name.slice(0, 80)}" stands here twice in one mapping: keep one of them`;
      this.#fault({ code: 'duplicate-key', message, offset: key.start, end: key.end });
      return;
    }
    setMember(map, key.name, built.value);
    frame.place.add(key.name, key.start, built.end);
  }

  /** `<<` gives what the mapping does not say itself; an earlier source wins over a later one. */
  #merge(frame: Frame, map: JsonMap): void {
    for (const { source, at } of frame.merges) {
      const sources: readonly Json[] = Array.isArray(source) ? source : [source];
      for (const each of sources) this.#mergeOne(frame, map, each, at);
    }
  }

  #mergeOne(frame: Frame, map: JsonMap, source: Json, at: number): void {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) {
      throw this.#unreadable('yaml-merge', 'a merge key "<<" takes a mapping or a list of mappings', at);
    }
    const place = this.places.get(source);
    for (const [name, value] of Object.entries(source as JsonMap)) {
      if (++this.#merged > LIMITS.merged) {
        const message = `merge keys bring in more than ${LIMITS.merged} members: the file is not read`;
        throw this.#unreadable('too-complex', message, at);
      }
      if (Object.hasOwn(map, name)) continue;
      setMember(map, name, value);
      const span = place?.span(name);
      frame.place.add(name, span?.start ?? at, span?.end ?? at);
    }
  }

  #charge(frame: Frame, built: Built): void {
    frame.nodes += built.nodes;
    frame.height = Math.max(frame.height, built.height);
    if (frame.nodes > LIMITS.nodes) {
      const message = `more than ${LIMITS.nodes} values once aliases are expanded: the file is not read`;
      throw this.#unreadable('too-complex', message, built.start);
    }
    if (this.#frames.length + built.height > LIMITS.depth) {
      throw this.#unreadable(
        'too-complex',
        `nested deeper than ${LIMITS.depth} levels: the file is not read`,
        built.start,
      );
    }
  }

  #remember(event: ScalarEvent, built: Built): void {
    const name = this.#slice(event.anchorStart, event.anchorEnd);
    if (name !== '') this.#anchors.set(name, built);
  }

  #slice(start: number, end: number): string {
    return start < 0 ? '' : this.#text.slice(start, end);
  }

  #refuseTag(tag: string, offset: number): void {
    const message = `the tag ${tag.slice(0, 80)} does not fit here: only the tags of YAML's core schema are read`;
    this.#fault({ code: 'yaml-tag', message, offset, end: offset + tag.length });
  }

  #fault(fault: Fault): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push(fault);
  }

  #unreadable(code: string, message: string, offset: number): Unreadable {
    return new Unreadable({ code, message, offset });
  }
}

import { COLLECTION_STYLE, EVENT_ID, SCALAR_STYLE } from 'js-yaml';
import type { AliasEvent, Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import type { Json } from './json.ts';
import { LIMITS } from './limits.ts';
import { NodePlace } from './node-place.ts';
import { MOST_FAULTS, setMember } from './parsed.ts';
import type { Fault } from './text.ts';
import { Unreadable } from './unreadable.ts';
import { Merges, type Merge } from './yaml-merge.ts';
import { isCollectionTag, plainScalar, taggedScalar } from './yaml-scalar.ts';
import { YamlText } from './yaml-text.ts';

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
  readonly merges: Merge[];
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
  readonly #text: YamlText;
  readonly #merges = new Merges(this.places);
  readonly #frames: Frame[] = [];
  readonly #anchors = new Map<string, Built | undefined>();

  constructor(text: string) {
    this.#text = new YamlText(text);
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
    const source = this.#text.value(event);
    const tag = this.#text.slice(event.tagStart, event.tagEnd);
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

  /** What is empty stands behind its key, or behind what was read last. */
  #scalarSpan(event: ScalarEvent): { start: number; end: number } {
    const written = this.#text.span(event);
    if (written !== undefined) return written;
    const frame = this.#frames.at(-1);
    const at = frame?.key === undefined ? (frame?.lastEnd ?? 0) : this.#text.afterKey(frame.key.end);
    return { start: at, end: at };
  }

  #alias(event: AliasEvent): void {
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    const start = event.anchorStart - 1;
    const frame = this.#frames.at(-1);
    if (!this.#anchors.has(name)) throw new Unreadable('yaml-alias', `alias *${name} has no anchor before it`, start);
    const target = this.#anchors.get(name);
    if (target === undefined) {
      throw new Unreadable('too-complex', `alias *${name} stands inside its own anchor: it would never end`, start);
    }
    if (frame?.map !== undefined && frame.key === undefined) {
      if (typeof target.value === 'object') throw new Unreadable('yaml-key', 'a key must be a plain value', start);
      frame.key = { name: String(target.value), start, end: event.anchorEnd, merge: false };
      return;
    }
    this.isTree = false;
    this.#put({ ...target, start, end: event.anchorEnd });
  }

  #open(event: SequenceEvent | MappingEvent): void {
    const isMap = event.type === EVENT_ID.MAPPING;
    const tag = this.#text.slice(event.tagStart, event.tagEnd);
    if (!isCollectionTag(tag, isMap ? 'map' : 'seq')) this.#refuseTag(tag, event.tagStart);
    const anchor = this.#text.slice(event.anchorStart, event.anchorEnd);
    if (anchor !== '') this.#anchors.set(anchor, undefined);
    const place = this.#placeFor(event.start, !isMap);
    const map: JsonMap | undefined = isMap ? {} : undefined;
    const list: JsonList = [];
    this.places.set(map ?? list, place);
    // The one member of `[a: b]` is a mapping without brackets.
    const flow = event.style === COLLECTION_STYLE.FLOW && this.#text.hasBracket(event.start);
    const rest = { key: undefined, merges: [], nodes: 1, height: 0, lastEnd: event.start + 1 };
    this.#frames.push({ map, list, place, anchor, flow, ...rest });
  }

  #placeFor(start: number, isArray: boolean): NodePlace {
    const parent = this.#frames.at(-1);
    if (parent === undefined) return new NodePlace(undefined, '', start, isArray);
    if (parent.map === undefined) return new NodePlace(parent.list, parent.list.length, start, isArray);
    if (parent.key === undefined) {
      throw new Unreadable('yaml-key', 'a key must be a plain value, not a list or a mapping', start);
    }
    return new NodePlace(parent.map, parent.key.name, start, isArray);
  }

  #close(): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    if (frame.map !== undefined) this.#merges.into(frame.map, frame.place, frame.merges);
    frame.place.end = frame.flow ? this.#text.closingBracket(frame.lastEnd) : frame.lastEnd;
    const { nodes, height, place } = frame;
    const value = frame.map ?? frame.list;
    const built: Built = { value, nodes, height: height + 1, start: place.start, end: place.end };
    if (frame.anchor !== '') this.#anchors.set(frame.anchor, built);
    this.#put(built);
  }

  #put(built: Built): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) {
      if (this.#documents > 1) {
        const message = 'a second YAML document starts here; keep one description in a file';
        throw new Unreadable('yaml-documents', message, built.start);
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

  #charge(frame: Frame, built: Built): void {
    frame.nodes += built.nodes;
    frame.height = Math.max(frame.height, built.height);
    if (frame.nodes > LIMITS.nodes) {
      const message = `more than ${LIMITS.nodes} values once aliases are expanded: the file is not read`;
      throw new Unreadable('too-complex', message, built.start);
    }
    if (this.#frames.length + built.height > LIMITS.depth) {
      throw new Unreadable(
        'too-complex',
        `nested deeper than ${LIMITS.depth} levels: the file is not read`,
        built.start,
      );
    }
  }

  #remember(event: ScalarEvent, built: Built): void {
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    if (name !== '') this.#anchors.set(name, built);
  }

  #refuseTag(tag: string, offset: number): void {
    const message = `the tag ${tag.slice(0, 80)} does not fit here: only the tags of YAML's core schema are read`;
    this.#fault({ code: 'yaml-tag', message, offset, end: offset + tag.length });
  }

  #fault(fault: Fault): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push(fault);
  }
}

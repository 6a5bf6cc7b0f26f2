import { asObject, own, type JsonObject } from '../../spec/json.ts';
import { brief } from '../brief.ts';
import type { SchemaView } from './schema-view.ts';

/** What a schema's `xml` says of how its values are written, the older words and those of OpenAPI 3.2 in one form (XML Object). */
export interface XmlForm {
  /** `none`: the values have no element of their own, as those of a list by default. */
  readonly kind: 'element' | 'attribute' | 'text' | 'none';
  /** Only of what has a name. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** Only without a namespace: with one it is a placeholder (Namespaces in XML 1.0, sections 2.1 and 5). */
  readonly prefix: string | undefined;
}

/** Of a schema that has no `xml` too. */
export function xmlForm(view: SchemaView): XmlForm {
  const xml = asObject(view.get('xml'));
  const kind = kindOf(xml, isList(view));
  if (kind === 'text' || kind === 'none') return { kind, name: undefined, namespace: undefined, prefix: undefined };
  const namespace = word(xml, 'namespace');
  const prefix = namespace === undefined ? word(xml, 'prefix') : undefined;
  return { kind, name: word(xml, 'name'), namespace, prefix };
}

/** Whether the schema says that its values are lists. */
export function isList({ types }: SchemaView): boolean {
  return types?.has('array') === true;
}

/** The namespace that a schema gives a prefix, for itself and for what is in it. */
export function boundBy(view: SchemaView, prefix: string): string | undefined {
  const xml = asObject(view.get('xml'));
  return own(xml, 'prefix') === prefix ? word(xml, 'namespace') : undefined;
}

/** `cdata` is the same text in other marks (XML 1.0, section 2.7). */
const KINDS: ReadonlyMap<unknown, XmlForm['kind']> = new Map([
  ['element', 'element'],
  ['attribute', 'attribute'],
  ['text', 'text'],
  ['cdata', 'text'],
  ['none', 'none'],
]);

function kindOf(xml: JsonObject | undefined, list: boolean): XmlForm['kind'] {
  const kind = KINDS.get(own(xml, 'nodeType'));
  if (kind !== undefined) return kind;
  if (own(xml, 'attribute') === true) return 'attribute';
  return list && own(xml, 'wrapped') !== true ? 'none' : 'element';
}

function word(xml: JsonObject | undefined, key: string): string | undefined {
  const value = own(xml, key);
  return typeof value === 'string' && value !== '' ? brief(value) : undefined;
}

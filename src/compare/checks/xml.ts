import type { XmlPlace } from '../graph/xml-place.ts';
import type { Both } from '../matching.ts';
import type { SchemaPair } from '../schemas/schema-pair.ts';
import { isList, xmlForm, type XmlForm } from '../schemas/xml.ts';
import { plain } from '../wording.ts';
import type { Fact, SchemaCheck } from './check.ts';

const IDS = {
  'request-body-xml-changed': 'error',
  'request-property-xml-changed': 'error',
  'response-body-xml-changed': 'error',
  'response-property-xml-changed': 'error',
} as const;

export const xml: SchemaCheck = {
  kind: 'schema',
  keywords: ['xml'],
  exact: true,
  title: 'How a value is written in XML',
  why: 'Who sends or looks for the old element, attribute or namespace is refused, or finds nothing.',
  instead: 'Keep the old names in XML, and give the new ones to a property of their own.',
  ids: IDS,
  ours: Object.keys(IDS),
  examples: [
    {
      of: 'schema',
      before: '{ type: string, xml: { name: id } }',
      after: '{ type: string, xml: { name: identifier } }',
    },
    {
      of: 'schema',
      before: '{ type: string, xml: { name: id } }',
      after: '{ type: string, xml: { name: id, attribute: true } }',
    },
    {
      of: 'schema',
      before: '{ type: array, items: { type: string } }',
      after: '{ type: array, items: { type: string }, xml: { wrapped: true } }',
    },
    {
      of: 'schema',
      before: '{ type: object, xml: { name: pet, namespace: "urn:pets:1", prefix: p } }',
      after: '{ type: object, xml: { name: pet, namespace: "urn:pets:2", prefix: p } }',
    },
  ],
  compare: (pair) => {
    const { before, after, flipped } = pair;
    // What became a list or ceased to be one is told of its type, and what a schema refuses is never written.
    if (flipped || isList(before) !== isList(after)) return [];
    const [old, now] = [xmlForm(before), xmlForm(after)];
    if (PARTS.every((part) => old[part] === now[part])) return [];
    return [{ ...spots(pair), event: 'xml-changed', args: [], inXml: (place) => argsAt(pair, old, now, place) }];
  },
  say: ({ where, args: [from, to] }) => `${where}: ${plain(from)} is written as ${plain(to)} in XML.`,
};

const PARTS = ['kind', 'name', 'namespace', 'prefix'] as const;

/** Each where its side says something. */
function spots({ before, after }: SchemaPair): Pick<Fact, 'before' | 'after'> {
  const [old, now] = [before, after].map((view) => (view.get('xml') === undefined ? undefined : view.at('xml')));
  return { ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) };
}

/** A form with what its place adds. */
interface Written {
  readonly kind: XmlForm['kind'];
  /** Those that it may have; empty: any, or none. */
  readonly names: readonly string[];
  readonly namespace: string | undefined;
}

function argsAt(pair: SchemaPair, from: XmlForm, to: XmlForm, place: Both<XmlPlace>): Fact['args'] | undefined {
  const [old, now] = [writtenAt(from, place.before), writtenAt(to, place.after)];
  const isRenamed = old.names.length > 0 && now.names.length > 0 && !old.names.some((name) => now.names.includes(name));
  const isMoved = old.namespace !== now.namespace;
  if (old.kind === now.kind && !isRenamed && !isMoved) return undefined;
  const list = isList(pair.after);
  return [old, now].map((written) => said(written, list) + (isMoved ? saidNamespace(written) : ''));
}

function writtenAt({ kind, name, namespace, prefix }: XmlForm, place: XmlPlace): Written {
  if (kind === 'text' || kind === 'none') return { kind, names: [], namespace: undefined };
  const names = name === undefined ? place.names : [name];
  const bound = prefix === undefined ? namespace : place.namespaceOf(prefix);
  const isBare = prefix === undefined || bound !== undefined;
  return { kind, names: isBare ? names : names.map((each) => `${prefix}:${each}`), namespace: bound };
}

/** e.g. `<id>`, `the attribute id`, `a list in <pets>`. */
function said({ kind, names: [name] }: Written, list: boolean): string {
  if (kind === 'attribute') return name === undefined ? 'an attribute' : `the attribute ${name}`;
  if (kind === 'text') return 'text with no element of its own';
  const element = name === undefined ? 'an element' : `<${name}>`;
  if (list) return kind === 'none' ? 'a list with no element around it' : `a list in ${element}`;
  return kind === 'none' ? 'what it holds, with no element of its own,' : element;
}

function saidNamespace({ kind, namespace }: Written): string {
  if (kind === 'text' || kind === 'none') return '';
  return namespace === undefined ? ' of no namespace' : ` of the namespace ${namespace}`;
}

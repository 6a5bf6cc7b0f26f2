import { tokens } from '../../spec/pointer.ts';
import { brief } from '../brief.ts';
import type { Fact } from '../checks/check.ts';
import type { Both } from '../matching.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import { nameIn } from '../schemas/steps.ts';
import { boundBy, isList, xmlForm } from '../schemas/xml.ts';
import type { Visit } from './visits.ts';

/** What a schema's place in a message of XML adds to what it says itself. */
export interface XmlPlace {
  /** What its element may be called where it gives no name, the likeliest first; empty: nobody can say. */
  readonly names: readonly string[];
  /** What a prefix stands for that the schema itself gives no namespace. */
  namespaceOf(prefix: string): string | undefined;
}

type Met = Pick<Visit, 'pair' | 'edge' | 'from' | 'xml'>;
type SideOf = keyof Both<unknown>;

/** More steps from a name or a namespace than these are not followed. */
const MOST_STEPS = 64;

/** What a fact has to say of XML there; undefined: nothing, since none is written there or it is written as it was. */
export function argsInXml({ inXml }: Fact, met: Met): Fact['args'] | undefined {
  if (inXml === undefined || !met.xml || isOverruled(met)) return undefined;
  return inXml({ before: placeIn(met, 'before'), after: placeIn(met, 'after') });
}

/** Whether what a step leads to is a part of the same document: the names of properties and what a text contains are not. */
export function isWithin(label: string): boolean {
  return label !== '.(name)' && label !== '.(content)';
}

function placeIn(met: Met, side: SideOf): XmlPlace {
  return {
    names: namesAt(met, side),
    namespaceOf: (prefix) =>
      wayUp(met)
        .map(({ pair }) => boundBy(pair[side], prefix))
        .find((namespace) => namespace !== undefined),
  };
}

/** A member of a composition that says itself how it is written, or one of several that hold together: what it says is said elsewhere. */
function isOverruled({ edge, from }: Met): boolean {
  if (edge?.label !== '' || from === undefined) return false;
  const outer = [from.pair.before, from.pair.after];
  return outer.some((view) => view.get('xml') !== undefined || (edge.shared && !hasOnlyMember(view)));
}

function hasOnlyMember(view: SchemaView): boolean {
  const members = view.holder('allOf');
  return Array.isArray(members) && members.length === 1;
}

/**
 * A property's name, which is that of the items of its list too, or a component's (OpenAPI 3.2, XML Object: XML Node Names). Until 3.1
 * items have the name of the element around their list, where that has one of its own, and a property keeps its name wherever its schema
 * stands; in 3.2 the component's can be meant.
 */
function namesAt(met: Met, side: SideOf): readonly string[] {
  const view = met.pair[side];
  const component = componentOf(view);
  const isNew = view.side.description.version === '3.2';
  let at = met;
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const { edge, from } = at;
    if (edge === undefined || from === undefined) return known([component, componentOf(at.pair[side])]);
    if (edge.free) return [];
    if (edge.label.startsWith('.')) return known([brief(nameIn(edge.label)), isNew ? component : undefined]);
    const wrapper = isNew || edge.label === '' ? undefined : wrapperOf(from.pair[side]);
    if (wrapper !== undefined) return [wrapper];
    at = from;
  }
  return [];
}

function known(names: readonly (string | undefined)[]): string[] {
  return names.filter((name) => name !== undefined);
}

/** The name that a list gives the element around it. */
function wrapperOf(view: SchemaView): string | undefined {
  return isList(view) ? xmlForm(view).name : undefined;
}

/** What is around a schema, from within. */
function wayUp({ from }: Met): readonly Visit[] {
  const way: Visit[] = [];
  for (let at = from; at !== undefined && way.length < MOST_STEPS; at = at.from) way.push(at);
  return way;
}

/** The name of a component, with which the elements of a message begin. */
function componentOf({ side, node }: SchemaView): string | undefined {
  const [, name] = COMPONENT.exec(side.description.pointer(node) ?? '') ?? [];
  return name === undefined ? undefined : brief(tokens(`/${name}`)[0] ?? name);
}

const COMPONENT = /#\/(?:components\/schemas|definitions)\/([^/]+)$/;

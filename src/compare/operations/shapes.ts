import type { Json } from '../../spec/json.ts';
import { once } from '../../spec/once.ts';
import type { Composition } from '../schemas/keywords.ts';
import { fewMembers } from '../schemas/members.ts';
import type { SchemaView } from '../schemas/schema-view.ts';

/** What a value is written as. */
export type Shape = 'scalar' | 'array' | 'object';

const SHAPES: readonly Shape[] = ['scalar', 'array', 'object'];

/** Compositions within compositions that are looked into. */
const MOST_NESTED = 3;

/** What the values of a schema may be; anything where there is none. */
export function shapesIn(view: SchemaView | undefined): readonly Shape[] {
  return view === undefined ? SHAPES : shapesOf(view, MOST_NESTED);
}

/** By how far down was looked: members may be shared, and hold each other. */
const known = once((_view: SchemaView) => new Map<number, readonly Shape[]>());

function shapesOf(view: SchemaView, most: number): readonly Shape[] {
  const found = known(view);
  const shapes = found.get(most) ?? shapesWithin(view, most);
  found.set(most, shapes);
  return shapes;
}

/** A schema that does not say its type may be anything that its members take. */
function shapesWithin(view: SchemaView, most: number): readonly Shape[] {
  const types = [...(view.types ?? view.values?.map(typeOf) ?? SHAPES)].map(shapeOf);
  const said = SHAPES.filter((shape) => types.includes(shape));
  if (said.length < 2 || most === 0) return said;
  const membersOf = (keyword: Composition): (readonly Shape[])[] =>
    fewMembers(view, keyword).map((member) => shapesOf(member, most - 1));
  const choices = [membersOf('oneOf'), membersOf('anyOf')].filter((members) => members.length > 0);
  const held = [...membersOf('allOf'), ...choices.map((members) => members.flat())];
  return said.filter((shape) => held.every((shapes) => shapes.includes(shape)));
}

function typeOf(value: Json): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

function shapeOf(type: string): Shape {
  return type === 'array' || type === 'object' ? type : 'scalar';
}

import { cut } from '../../review/inert.ts';
import { own, type Json, type JsonObject } from '../../spec/json.ts';
import { LIMITS, type Room } from '../limits.ts';

/** A member that holds a text, cut; a member of nothing where there is none. */
export function textIn<K extends string>(room: Room, node: JsonObject | undefined, key: K): { [P in K]?: string } {
  const value = own(node, key);
  if (typeof value !== 'string' || value.trim() === '') return {};
  const most = key === 'description' ? LIMITS.description : LIMITS.line;
  const text = cut(value, most);
  return room.text(text) ? ({ [key]: text } as { [P in K]: string }) : {};
}

/** A name or another short text, cut. */
export function line(room: Room, text: string): string {
  const shown = cut(text, LIMITS.line);
  room.text(shown);
  return shown;
}

/** A value as JSON, cut. */
export function valueText(room: Room, value: Json): string {
  return line(room, JSON.stringify(value));
}

import { renderRefusal } from '../../review/render/replies.ts';
import type { CommandReply } from './definition.ts';

/** Not done, why, and what to type instead. */
export function refuse(command: string, reason: string, next?: readonly string[]): CommandReply {
  return { outcome: 'refused', body: renderRefusal({ command, reason, ...(next && { next }) }) };
}

export function firstLine(body: string): string {
  return body.split(/\r?\n/, 1)[0] ?? '';
}

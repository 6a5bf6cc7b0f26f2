import { parseEvents, YAMLException, type Event } from 'js-yaml';
import { withBracketsMoved } from './closing-brackets.ts';
import { LIMITS } from './limits.ts';
import { TextLines } from './lines.ts';
import { withQuotesJoined } from './outdented-quotes.ts';
import type { ParseResult } from './parsed.ts';
import type { Fault } from './text.ts';
import { Unreadable } from './unreadable.ts';
import { Builder } from './yaml-builder.ts';

function faultOf(error: unknown, length: number): Fault {
  if (error instanceof Unreadable) return error.fault;
  if (error instanceof YAMLException) {
    const tooDeep = error.reason.startsWith('nesting exceeded');
    const message = tooDeep ? `nested deeper than ${LIMITS.depth} levels: the file is not read` : error.reason;
    const offset = Math.min(error.mark?.position ?? 0, length);
    return { code: tooDeep ? 'too-complex' : 'yaml-syntax', message, offset };
  }
  throw error;
}

function isOutdented(error: unknown): boolean {
  return error instanceof YAMLException && error.reason === 'deficient indentation';
}

/** What js-yaml refuses since it stands too far to the left is read where other readers take it. */
function eventsOf(text: string): Event[] {
  try {
    return parseEvents(text, { maxDepth: LIMITS.depth });
  } catch (error) {
    if (!isOutdented(error)) throw error;
    return parseEvents(withBracketsMoved(withQuotesJoined(text)), { maxDepth: LIMITS.depth });
  }
}

/** YAML 1.2 with the core schema and merge keys. Never throws for what a text says. */
export function parseYaml(text: string): ParseResult {
  const builder = new Builder(text);
  try {
    for (const event of eventsOf(text)) builder.take(event);
  } catch (error) {
    return { ok: false, faults: [...builder.faults, faultOf(error, text.length)] };
  }
  if (builder.faults.length > 0) return { ok: false, faults: builder.faults };
  const { root, places, isTree } = builder;
  if (root === undefined) {
    return { ok: false, faults: [{ code: 'file-empty', message: 'the file is empty', offset: 0 }] };
  }
  return { ok: true, parsed: { value: root.value, places, lines: new TextLines(text), isTree } };
}

/** Pure: the audit trail's files. Each line carries the SHA-256 of the line before it, so that none can be left out or changed. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AuditEntry } from '../release/state.ts';

const first = '0'.repeat(64);
const lineSchema = z.looseObject({ previous: z.string() });

export const auditFolder = 'audit/';

/** `audit/YYYY-MM.jsonl`, by the entry's own time. */
export function auditPath(entry: Pick<AuditEntry, 'at'>): string {
  const month = /^\d{4}-\d{2}(?=-)/.exec(entry.at)?.[0];
  if (month === undefined) throw new Error(`an audit entry's time must be ISO 8601, not ${JSON.stringify(entry.at)}`);
  return `${auditFolder}${month}.jsonl`;
}

/** The file with the entries at its end. */
export function appendAudit(file: string, entries: readonly AuditEntry[]): string {
  let text = file;
  let previous = hashOf(linesOf(file).at(-1));
  for (const entry of entries) {
    const line = JSON.stringify({ ...entry, previous });
    text += `${line}\n`;
    previous = hashOf(line);
  }
  return text;
}

/** Number of the first line (from 1) that does not follow from the one before; undefined where all do. */
export function brokenLine(file: string): number | undefined {
  let expected = first;
  for (const [index, line] of linesOf(file).entries()) {
    if (previousOf(line) !== expected) return index + 1;
    expected = hashOf(line);
  }
  return undefined;
}

function previousOf(line: string): string | undefined {
  try {
    return lineSchema.parse(JSON.parse(line)).previous;
  } catch {
    return undefined;
  }
}

function linesOf(file: string): string[] {
  return file.split('\n').filter((line) => line !== '');
}

function hashOf(line: string | undefined): string {
  return line === undefined ? first : createHash('sha256').update(line).digest('hex');
}

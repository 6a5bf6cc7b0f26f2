import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { JsonObject } from '../../../src/spec/json.ts';
import { shared } from '../shared.ts';

const MOST_BYTES = 64 * 1024 * 1024;

/** Two releases each of descriptions that companies publish, 2 to 12 MB; none where the reference material is missing. */
export const largeNames: readonly string[] = ['twilio', 'stripe', 'gh-ghes', 'gh-api'].filter((name) =>
  existsSync(fileOf(name, 'base')),
);

export function largeDocument(name: string, side: 'base' | 'revision'): JsonObject {
  const bytes = execFileSync('xz', ['-dc', fileOf(name, side)], { maxBuffer: MOST_BYTES });
  return JSON.parse(bytes.toString()) as JsonObject;
}

function fileOf(name: string, side: 'base' | 'revision'): string {
  return shared(`corpora/big/${name}-${side}.json.xz`);
}

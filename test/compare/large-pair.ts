import { execFileSync } from 'node:child_process';
import type { Description } from '../../src/spec/description.ts';
import { described } from '../spec/files.ts';
import { shared } from './shared.ts';

/** Two releases of a large description: `stripe`, `gh-api`, `gh-ghes`, `twilio`. Throws where they are not there. */
export function largePair(name: string): { readonly before: Description; readonly after: Description } {
  return { before: describeLarge(name, 'base'), after: describeLarge(name, 'revision') };
}

/** The bytes of one of them: `base`, `revision`. */
export function largeText(name: string, side: string): Buffer {
  const file = shared(`corpora/big/${name}-${side}.json.xz`);
  return execFileSync('xz', ['-dc', file], { maxBuffer: 64 * 1024 * 1024 });
}

function describeLarge(name: string, side: string): Description {
  return described({ 'api.json': largeText(name, side) }, 'api.json');
}

import { execFileSync } from 'node:child_process';
import type { Description } from '../../src/spec/description.ts';
import { load } from '../../src/spec/load.ts';
import { shared } from './shared.ts';

/** Two releases of a large description: `stripe`, `gh-api`, `gh-ghes`, `twilio`. Throws where they are not there. */
export function largePair(name: string): { readonly before: Description; readonly after: Description } {
  return { before: describeLarge(name, 'base'), after: describeLarge(name, 'revision') };
}

function describeLarge(name: string, side: string): Description {
  const file = shared(`corpora/big/${name}-${side}.json.xz`);
  const bytes = execFileSync('xz', ['-dc', file], { maxBuffer: 64 * 1024 * 1024 });
  const result = load('api.json', { read: (path) => (path === 'api.json' ? bytes : null) });
  if (result.kind !== 'loaded') throw new Error(`${file} does not load: ${JSON.stringify(result)}`);
  return result.description;
}

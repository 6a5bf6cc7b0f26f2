import { load } from '../../src/spec/load.ts';
import type { Description } from '../../src/spec/description.ts';

/** A description of one file, read as a review reads it. */
export function describe(text: string, file = 'openapi.yaml'): Description {
  const loaded = load(file, { read: (path) => (path === file ? Buffer.from(text) : null) });
  if (loaded.kind !== 'loaded') throw new Error(`not readable: ${JSON.stringify(loaded)}`);
  return loaded.description;
}

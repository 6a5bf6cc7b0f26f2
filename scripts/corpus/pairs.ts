import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from '../../src/spec/load.ts';
import type { Description } from '../../src/spec/description.ts';
import type { Level } from '../../src/compare/change.ts';

/** One thing said of one operation; `method` and `path` are empty where the whole document is meant. */
export interface Row {
  readonly id: string;
  readonly level: Level;
  readonly method: string;
  readonly path: string;
}

/** A pair of descriptions with what others say of it. */
export interface Pair {
  readonly name: string;
  readonly base: Description;
  readonly head: Description;
  readonly expected: Expected;
}

interface Said {
  readonly id: string;
  readonly level: 'ERR' | 'WARN' | 'INFO';
  readonly operation: string;
  readonly path: string;
}

/** What others say of a pair. */
export interface Expected {
  readonly oasdiff: readonly Said[];
  readonly oasdiffWithDeprecationDays?: { readonly flags: string; readonly changes: readonly Said[] };
  /** Ours, and why it can be argued. */
  readonly truth_breaking?: boolean;
  readonly contestable?: string;
  readonly peer_breaking?: boolean;
}

const levels = { ERR: 'error', WARN: 'warning', INFO: 'info' } as const;

/** The same in our words. */
export function rowsOf(said: readonly Said[]): Row[] {
  return said.map(({ id, level, operation, path }) => ({ id, level: levels[level], method: operation, path }));
}

/** Every pair of a folder, in the order of their names; none where the folder is missing. */
export function* pairsIn(folder: string): Generator<Pair> {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).sort()) {
    const expected = JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8')) as Expected;
    const [base, head] = [
      describeFile(join(folder, name), 'base.yaml'),
      describeFile(join(folder, name), 'revision.yaml'),
    ];
    yield { name, base, head, expected };
  }
}

function describeFile(folder: string, file: string): Description {
  const read = (path: string): Uint8Array | null => {
    const full = join(folder, path);
    return existsSync(full) ? readFileSync(full) : null;
  };
  const result = load(file, { read });
  if (result.kind !== 'loaded') throw new Error(`${join(folder, file)} does not load: ${JSON.stringify(result)}`);
  return result.description;
}

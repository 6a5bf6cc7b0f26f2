/** The newest head of a record that we know of, kept beside the queue. */
import { z } from 'zod';
import type { BytesCache } from './repo.ts';

export interface Anchor {
  readonly seq: number;
  readonly sha: string;
}

export interface Anchors {
  get(): Promise<Anchor | undefined>;
  /** Sets it, unless a newer one is there. */
  raise(anchor: Anchor): Promise<void>;
}

const anchorSchema = z.object({ seq: z.int().positive(), sha: z.string() });

export function createAnchors(store: BytesCache, repositoryId: number): Anchors {
  const key = `github:anchor:${repositoryId}`;
  const get = async () => {
    const stored = await store.get(key);
    return stored && anchorSchema.parse(JSON.parse(Buffer.from(stored).toString()));
  };
  return {
    get,
    raise: async (anchor) => {
      const known = await get();
      if (known !== undefined && known.seq >= anchor.seq) return;
      await store.set(key, Buffer.from(JSON.stringify(anchor)));
    },
  };
}

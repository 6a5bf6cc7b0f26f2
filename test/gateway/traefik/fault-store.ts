import type { DocumentStore } from '../../../src/gateway/traefik/store.ts';
import type { FaultPoint } from '../fault-point.ts';

/**
 * Faults of the place that Traefik's configuration is kept in, together with those of its API: what a target writes goes to the one, and
 * what it asks goes to the other.
 */
export function faultyStore(store: DocumentStore, api: FaultPoint): { store: DocumentStore; faults: FaultPoint } {
  let [fault, on]: Parameters<FaultPoint['set']> = ['none', 'everything'];
  let writes = 0;
  let action: (() => void | Promise<void>) | undefined;
  const broken = (): Error => Object.assign(new Error('input/output error'), { code: 'EIO' });
  return {
    store: {
      async read(owner) {
        if (on === 'everything' && fault === 'down') throw broken();
        return store.read(owner);
      },
      async replace(owner, expected, text) {
        if (fault === 'down') throw broken();
        if (fault === 'hang') await new Promise(() => undefined);
        writes += 1;
        await action?.();
        action = undefined;
        const written = await store.replace(owner, expected, text);
        if (fault === 'lose-answer') throw broken();
        return written;
      },
    },
    faults: {
      url: api.url,
      set(next, scope = 'everything') {
        [fault, on] = [next, scope];
        api.set(next, scope);
      },
      writes: () => writes,
      onNextWrite(next) {
        action = next;
      },
      close: () => api.close(),
    },
  };
}

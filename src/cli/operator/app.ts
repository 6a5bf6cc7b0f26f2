import { pino } from 'pino';
import type { AppSettings } from '../../config/process-env.ts';
import type { GitHub } from '../../github/client.ts';
import type { BytesCache } from '../../github/repo.ts';
import { connectGitHub } from '../../main.ts';

/** GitHub for one command: what it reads is forgotten with the process, where no cache is given. */
export function asGitHub(settings: AppSettings, cache: BytesCache = forgetful()): GitHub {
  return connectGitHub(settings, cache, pino({ level: 'silent' }));
}

function forgetful(): BytesCache {
  const values = new Map<string, Buffer>();
  return {
    get: (key) => Promise.resolve(values.get(key)),
    set: (key, value) => Promise.resolve(void values.set(key, value)),
  };
}

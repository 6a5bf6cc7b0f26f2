import { existsSync } from 'node:fs';

/** Takes up the `.env` of the working directory, where there is one. Comes back with why it could not be read, in a sentence. */
export function readDotEnv(): string | undefined {
  if (!existsSync('.env')) return undefined;
  try {
    process.loadEnvFile('.env');
    return undefined;
  } catch {
    return '.env in this folder cannot be read by this account.';
  }
}

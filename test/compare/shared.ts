import { join } from 'node:path';

/** A file of the reference material that lies beside the repository where it is developed. */
export function shared(path: string): string {
  return join(process.env['SLUICE_SHARED'] ?? join(import.meta.dirname, '../../../shared'), path);
}

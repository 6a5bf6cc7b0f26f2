import type { Description } from './description.ts';
import { asObject, own } from './json.ts';

/** `info.version`, the version of the API itself; a number is a text that forgot its quotes. */
export function apiVersion(description: Description): string | undefined {
  const version = own(asObject(own(description.root, 'info')), 'version');
  return typeof version === 'string' || typeof version === 'number' ? String(version) : undefined;
}

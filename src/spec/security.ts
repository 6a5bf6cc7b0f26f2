import { tokens } from './pointer.ts';

const COMPONENTS = '#/components/securitySchemes/';

/** What the scheme of a security requirement is called: in OpenAPI 3.2 its key can say where it stands instead (Security Requirement Object). */
export function schemeName(key: string): string {
  const [name = key, ...further] = key.startsWith(COMPONENTS) ? tokens(key.slice(COMPONENTS.length - 1)) : [];
  return further.length === 0 ? name : key;
}

import { tokens } from './pointer.ts';

const COMPONENTS = '#/components/securitySchemes/';

/** What the scheme of a security requirement is called: in OpenAPI 3.2 its key can say where it stands instead (Security Requirement Object). */
export function schemeName(key: string): string {
  const [name = key, ...further] = key.startsWith(COMPONENTS) ? tokens(key.slice(COMPONENTS.length - 1)) : [];
  return further.length === 0 ? name : key;
}

const FLOWS: ReadonlyMap<string, string> = new Map([
  ['application', 'clientCredentials'],
  ['accessCode', 'authorizationCode'],
]);

/** An OAuth 2.0 flow by the name that OpenAPI 3 gives it; those of 2.0 that keep theirs, and unknown ones, as they are. */
export function flowName(flow: string): string {
  return FLOWS.get(flow) ?? flow;
}

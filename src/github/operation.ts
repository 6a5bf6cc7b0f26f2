/** Names of requests for metrics, tallies and messages: the method and the route with its variables, never their values. */

interface Endpoint {
  readonly method?: string | undefined;
  readonly url: string;
}

export function operationOf({ method = 'GET', url }: Endpoint): string {
  const path = /^https?:/.test(url) ? new URL(url).pathname.replace(/^\/api\/v3(?=\/)/, '') : url;
  const route = path
    .replace(/^\/(repos\/[^/]+\/[^/]+|repositories\/\d+)/, '/repos/{owner}/{repo}')
    .replace(/\/[0-9a-f]{40,64}(?=\/|$)/g, '/{sha}')
    .replace(/\/\d+(?=\/|$)/g, '/{number}');
  return `${method} ${route}`;
}

export function isTokenRequest({ url }: Endpoint): boolean {
  return /\/app\/installations\/[^/]+\/access_tokens$/.test(url);
}

export function isWrite(endpoint: Endpoint): boolean {
  return !isTokenRequest(endpoint) && !['GET', 'HEAD'].includes(endpoint.method ?? 'GET');
}

/** Git objects and refs notify nobody: GitHub does not ration them as content. */
export function isContentWrite(endpoint: Endpoint): boolean {
  return isWrite(endpoint) && !/\/git\/(blobs|trees|commits|refs)(\/|$)/.test(endpoint.url);
}

/**
 * Whether a second, equal request does no more than the first. A POST does, unless it creates an object that its
 * content names (blobs, trees) or a token, or GitHub itself refuses the twin (refs, reactions).
 */
export function isRepeatable(endpoint: Endpoint): boolean {
  if (endpoint.method !== 'POST') return true;
  return isTokenRequest(endpoint) || /\/git\/(blobs|trees|refs)$|\/reactions$/.test(endpoint.url);
}

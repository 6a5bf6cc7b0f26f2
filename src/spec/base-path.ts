import { listOf } from './at.ts';
import type { Description } from './description.ts';
import type { JsonObject } from './json.ts';
import { asObject, own } from './json.ts';

function pathOfServer(server: JsonObject): string | undefined {
  const url = own(server, 'url');
  if (typeof url !== 'string') return undefined;
  const variables = asObject(own(server, 'variables'));
  const plain = url.replaceAll(/\{([^{}]+)\}/g, (whole, name: string) => {
    const value = own(asObject(own(variables, name)), 'default');
    return typeof value === 'string' ? value : whole;
  });
  const path = plain.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i, '').replace(/[?#].*$/, '');
  return trimmed(path);
}

/** `v1/` → `/v1`. Empty steps say nothing. */
function trimmed(path: string): string {
  const steps = path.split('/').filter((step) => step !== '');
  return steps.map((step) => `/${step}`).join('');
}

/** The path that all servers put before the paths, `/v1` or empty; undefined where they differ. */
export function basePath(description: Description): string | undefined {
  if (description.version === '2.0') {
    const path = own(description.root, 'basePath');
    return typeof path === 'string' ? trimmed(path) : '';
  }
  const servers = listOf(own(description.root, 'servers')).map((server) => asObject(server));
  const paths = new Set(servers.map((server) => (server === undefined ? undefined : pathOfServer(server))));
  if (paths.size === 0) return '';
  return paths.size === 1 ? [...paths][0] : undefined;
}

import type { RouteAccess } from '../../../release/exposure/access.ts';
import type { Resource } from '../../../release/manifest.ts';
import { asObject, type Json } from '../../../spec/json.ts';
import { at, listOf, textOf } from '../../values.ts';
import { refOf } from '../object.ts';
import { serviceUpstream } from './service-upstream.ts';

/** The routes of an HTTPRoute, one for each host and match; of anything else none. */
export function httpRoutes({ id, api, kind, body }: Resource): RouteAccess[] {
  if (kind !== 'HTTPRoute') return [];
  const hosts = listOf(at(body, 'spec', 'hostnames')).map((host) => textOf(host).toLowerCase());
  const entrances = gatewaysOf(body);
  return listOf(at(body, 'spec', 'rules')).flatMap((rule) => {
    const matches = listOf(at(rule, 'matches'));
    const filters = listOf(at(rule, 'filters'));
    const isRedirect = filters.some((filter) => at(filter, 'type') === 'RequestRedirect');
    return (matches.length === 0 ? [{}] : matches).flatMap((match) => {
      const place = placeOf(match);
      const route: RouteAccess = {
        id,
        api,
        ...place,
        ...(entrances.length > 0 && { entrances }),
        strips: strippedBy(filters, place.path),
        auth: { kind: 'none', checks: {} },
        ...(isRedirect ? { operations: [] } : { upstreams: upstreamsOf(listOf(at(rule, 'backendRefs')), body) }),
      };
      return hosts.length === 0 ? [route] : hosts.map((host) => ({ ...route, host }));
    });
  });
}

/** Gateways that it is attached to, each with its section where one is named: `apis/gw`, `apis/gw (https)`. */
function gatewaysOf(body: Json): string[] {
  const { namespace } = refOf(asObject(body) ?? {});
  return listOf(at(body, 'spec', 'parentRefs'))
    .map((parent) => {
      const section = textOf(at(parent, 'sectionName'));
      const name = `${textOf(at(parent, 'namespace')) || namespace}/${textOf(at(parent, 'name'))}`;
      return section === '' ? name : `${name} (${section})`;
    })
    .sort();
}

function upstreamsOf(backends: readonly Json[], body: Json): NonNullable<RouteAccess['upstreams']> {
  const { namespace } = refOf(asObject(body) ?? {});
  return backends.map((backend) => serviceUpstream(backend, namespace));
}

function strippedBy(filters: readonly Json[], path: string): string {
  const rewrite = filters.find((filter) => at(filter, 'type') === 'URLRewrite');
  const target = at(rewrite, 'urlRewrite', 'path', 'replacePrefixMatch');
  return target !== undefined && path !== '/' && target !== path ? path : '';
}

function placeOf(match: Json): Pick<RouteAccess, 'path' | 'match' | 'when' | 'methods'> {
  const [type, value] = [textOf(at(match, 'path', 'type')), textOf(at(match, 'path', 'value')) || '/'];
  const method = textOf(at(match, 'method'));
  const conditions = [...listOf(at(match, 'headers')), ...listOf(at(match, 'queryParams'))].map(
    (each) => `${textOf(at(each, 'name')).toLowerCase()}: ${textOf(at(each, 'value'))}`,
  );
  return {
    path: value.replace(/(?<=.)\/$/, ''),
    match: type === 'Exact' ? 'exact' : type === 'RegularExpression' ? 'opaque' : 'prefix',
    ...(method !== '' && { methods: [method] }),
    ...(conditions.length > 0 && { when: conditions.sort().join(', ') }),
  };
}

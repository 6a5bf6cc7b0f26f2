import { asObject, own, type JsonObject } from '../../spec/json.ts';
import { textOf } from '../values.ts';
import { extensionKey } from './canonical.ts';

/** Where an API listens, and whose it is. */
export interface Place {
  readonly id: string;
  readonly name: string;
  /** Empty: any. */
  readonly host: string;
  /** As it is written: `/orders/` does not answer at `/orders`. */
  readonly path: string;
  /** Reachable from outside. */
  readonly open: boolean;
}

/** Of an OAS definition. */
export function placeOfOas(document: JsonObject): Place {
  const extension = asObject(own(document, extensionKey));
  const [info, server] = [asObject(own(extension, 'info')), asObject(own(extension, 'server'))];
  const domain = asObject(own(server, 'customDomain'));
  return {
    id: textOf(own(info, 'id')),
    name: textOf(own(info, 'name')),
    host: own(domain, 'enabled') === true ? textOf(own(domain, 'name')).toLowerCase() : '',
    path: textOf(own(asObject(own(server, 'listenPath')), 'value')),
    open: own(asObject(own(info, 'state')), 'internal') !== true,
  };
}

/** Of a classic definition, which is also what Tyk makes of every OAS definition. */
export function placeOfClassic(document: JsonObject): Place {
  return {
    id: textOf(own(document, 'api_id')),
    name: textOf(own(document, 'name')),
    host: own(document, 'domain_disabled') === true ? '' : textOf(own(document, 'domain')).toLowerCase(),
    path: textOf(own(asObject(own(document, 'proxy')), 'listen_path')),
    open: own(document, 'internal') !== true,
  };
}

/**
 * `api.example/orders`: two that are open and read alike cannot both be served. Without a slash at the end, since Tyk takes `/orders` and
 * `/orders/` for two, and serves one of them.
 */
export function placeText({ host, path }: Place): string {
  return `${host}${path.replace(/(?<=.)\/$/, '')}`;
}

import type { GatewayBlock } from '../../../config/gateway-block.ts';
import type { JsonObject } from '../../../spec/json.ts';
import { upstreamsOf } from '../../upstreams.ts';
import { digest } from '../ownership.ts';
import { objectName, objectOf } from './renderer.ts';

/** One upstream of an API, as a route names it. */
export interface Backend {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  /** Base path without slash at its end; empty for none. */
  readonly path: string;
  readonly weight: number;
  /** Where the address is that of a Service of the cluster. */
  readonly service?: { readonly name: string; readonly namespace: string };
}

/** `orders.apis.svc` and `orders.apis.svc.cluster.local` are Services; other hosts are outside. */
const serviceHost = /^([a-z]([a-z0-9-]*[a-z0-9])?)\.([a-z0-9]([a-z0-9-]*[a-z0-9])?)\.svc(\.[a-z0-9.-]+)?$/;

export function backendsOf(upstream: GatewayBlock['upstream']): readonly Backend[] {
  return upstreamsOf(upstream).map(({ url, weight }) => {
    const { protocol, hostname, port, pathname } = new URL(url);
    const scheme = protocol === 'https:' ? 'https' : 'http';
    const [, name, , namespace] = serviceHost.exec(hostname) ?? [];
    return {
      scheme,
      host: hostname.replace(/\.$/, ''),
      port: port === '' ? (scheme === 'https' ? 443 : 80) : Number(port),
      path: pathname.replace(/\/$/, ''),
      weight,
      ...(name !== undefined && namespace !== undefined && { service: { name, namespace } }),
    };
  });
}

/** The Service that a route names: that of the cluster, or one of ours that stands for the host outside. */
export function serviceRef(api: string, backend: Backend, namespace: string): { name: string; namespace: string } {
  return backend.service ?? { name: objectName(api, digest(`${backend.host}:${backend.port}`).slice(0, 8)), namespace };
}

/** Services that stand for hosts outside the cluster, one for each host and port. */
export function externalServices(api: string, backends: readonly Backend[], namespace: string): readonly JsonObject[] {
  const outside = backends.filter(({ service }) => service === undefined);
  const unique = new Map(outside.map((backend) => [serviceRef(api, backend, namespace).name, backend]));
  return [...unique].map(([name, { host, port }]) =>
    objectOf(
      'v1',
      'Service',
      { name, namespace },
      { spec: { type: 'ExternalName', externalName: host, ports: [{ name: 'upstream', port }] } },
    ),
  );
}

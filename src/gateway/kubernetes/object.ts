import { asObject, own, type JsonObject } from '../../spec/json.ts';
import { textOf } from '../values.ts';

/** What every object of Kubernetes has, taken out of its JSON. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for a kind that belongs to no namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** A kind as the API server tells them apart. */
export interface KindRef {
  readonly apiVersion: string;
  readonly kind: string;
}

export function refOf(body: JsonObject): ObjectRef {
  const metadata = asObject(own(body, 'metadata'));
  return {
    apiVersion: textOf(own(body, 'apiVersion')),
    kind: textOf(own(body, 'kind')),
    namespace: textOf(own(metadata, 'namespace')),
    name: textOf(own(metadata, 'name')),
  };
}

export type Lookup = (kind: string, namespace: string, name: string) => JsonObject | undefined;

/** Objects by what references name them by, each found at once however many there are. */
export function lookupIn(bodies: readonly JsonObject[]): Lookup {
  const byName = new Map(
    bodies.map((body) => {
      const { kind, namespace, name } = refOf(body);
      return [`${kind} ${namespace} ${name}`, body];
    }),
  );
  return (kind, namespace, name) => byName.get(`${kind} ${namespace} ${name}`);
}

/** The same for every version of a kind, so that a newer `apiVersion` is an update. */
export function resourceId({ apiVersion, kind, namespace, name }: ObjectRef): string {
  return `${groupOf(apiVersion) || 'core'}/${kind}/${namespace}/${name}`;
}

/** For messages: `HTTPRoute apis/orders`. */
export function nameOf({ kind, namespace, name }: ObjectRef): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** Empty for the core kinds. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

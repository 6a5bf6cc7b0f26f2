import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { Answer, Connection, Question } from './connection.ts';
import { failureOf, type Failure } from './errors.ts';
import { groupOf, refOf, type KindRef, type ObjectRef } from './object.ts';
import { at, jsonOf, listOf, textOf } from '../values.ts';
import { fieldManager } from './ownership.ts';

interface Discovered {
  readonly plural: string;
  readonly namespaced: boolean;
}

export type Found<T> = ({ readonly ok: true } & T) | Failure;

/** A page of a list: some megabytes, so that most owners' objects of a kind are one. */
const pageSize = 2000;

/** What Sluice asks of an API server. Nothing is kept but which kinds there are. */
export class KubernetesClient {
  private readonly target: string;
  private readonly connection: Connection;
  private readonly kinds = new Map<string, Discovered>();

  constructor(target: string, connection: Connection) {
    this.target = target;
    this.connection = connection;
  }

  /** The live object, `undefined` where there is none; and the API server's own clock, the only one that workers have in common. */
  async get(
    ref: ObjectRef,
    signal: AbortSignal,
  ): Promise<Found<{ readonly object: JsonObject | undefined; readonly time: Date }>> {
    const path = await this.path(ref, signal);
    if (!path.ok) return path;
    const answer = await this.ask({ method: 'GET', path: path.path }, signal);
    if (!answer.ok) return answer;
    if (answer.status === 404) return { ok: true, object: undefined, time: answer.date };
    return answer.status === 200
      ? { ok: true, object: objectOf(answer.text), time: answer.date }
      : failureOf(answer.status, answer.text, ref);
  }

  /** All of a kind in a namespace that carry these labels; none where the cluster does not know the kind. */
  async list(
    kind: KindRef,
    namespace: string,
    selector: string,
    signal: AbortSignal,
  ): Promise<Found<{ readonly objects: readonly JsonObject[] }>> {
    const ref = { ...kind, namespace, name: '' };
    const path = await this.path(ref, signal);
    if (!path.ok) return path.reason === 'refused' && path.unknownKind ? { ok: true, objects: [] } : path;
    const pages: (readonly JsonObject[])[] = [];
    for (let next = ''; ;) {
      const query = new URLSearchParams({
        labelSelector: selector,
        limit: String(pageSize),
        ...(next !== '' && { continue: next }),
      });
      const answer = await this.ask({ method: 'GET', path: `${path.path}?${query.toString()}` }, signal);
      if (!answer.ok) return answer;
      if (answer.status === 404) return { ok: true, objects: [] };
      if (answer.status !== 200) return failureOf(answer.status, answer.text, ref);
      const list = jsonOf(answer.text);
      pages.push(
        listOf(at(list, 'items')).map((item) => ({ ...asObject(item), apiVersion: kind.apiVersion, kind: kind.kind })),
      );
      next = textOf(at(list, 'metadata', 'continue'));
      if (next === '') return { ok: true, objects: pages.flat() };
    }
  }

  /** Server-side apply. `created` tells whether there was no such object before. */
  async apply(
    object: JsonObject,
    options: { readonly dryRun: boolean; readonly force: boolean },
    signal: AbortSignal,
  ): Promise<Found<{ readonly object: JsonObject; readonly created: boolean }>> {
    const ref = refOf(object);
    const path = await this.path(ref, signal);
    if (!path.ok) return path;
    const query = new URLSearchParams({
      fieldManager,
      fieldValidation: 'Strict',
      force: String(options.force),
      ...(options.dryRun && { dryRun: 'All' }),
    });
    const answer = await this.ask(
      {
        method: 'PATCH',
        path: `${path.path}?${query.toString()}`,
        contentType: 'application/apply-patch+yaml',
        body: JSON.stringify(object),
      },
      signal,
    );
    if (!answer.ok) return answer;
    if (answer.status !== 200 && answer.status !== 201) return failureOf(answer.status, answer.text, ref);
    return { ok: true, object: objectOf(answer.text), created: answer.status === 201 };
  }

  /** Lets every manager but our own, and those of a status, forget what they own of this very edition of an object. */
  async keepAlone(live: JsonObject, signal: AbortSignal): Promise<{ readonly ok: true } | Failure> {
    const ref = refOf(live);
    const path = await this.path(ref, signal);
    if (!path.ok) return path;
    const managers = listOf(at(live, 'metadata', 'managedFields')).filter(
      (entry) => textOf(at(entry, 'subresource')) !== '' || textOf(at(entry, 'manager')) === fieldManager,
    );
    const body = JSON.stringify([
      { op: 'replace', path: '/metadata/managedFields', value: managers },
      { op: 'replace', path: '/metadata/resourceVersion', value: versionOf(live) },
    ]);
    const question = { method: 'PATCH', path: `${path.path}?fieldManager=${fieldManager}`, body } as const;
    const answer = await this.ask({ ...question, contentType: 'application/json-patch+json' }, signal);
    if (!answer.ok) return answer;
    return answer.status === 200 ? { ok: true } : failureOf(answer.status, answer.text, ref);
  }

  /** Deletes this very object: not one that has its name by now. */
  async remove(ref: ObjectRef, uid: string, signal: AbortSignal): Promise<{ readonly ok: true } | Failure> {
    const path = await this.path(ref, signal);
    if (!path.ok) return path;
    const body = JSON.stringify({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      preconditions: { uid },
    });
    const answer = await this.ask({ method: 'DELETE', path: path.path, contentType: 'application/json', body }, signal);
    if (!answer.ok) return answer;
    return answer.status < 300 || answer.status === 404 ? { ok: true } : failureOf(answer.status, answer.text, ref);
  }

  /** Creates or replaces; `moved` where its `resourceVersion` is not the live one any more, or it is there already. */
  async write(
    method: 'POST' | 'PUT',
    object: JsonObject,
    signal: AbortSignal,
  ): Promise<{ readonly ok: true } | Failure> {
    const ref = refOf(object);
    const path = await this.path(method === 'POST' ? { ...ref, name: '' } : ref, signal);
    if (!path.ok) return path;
    const question = { method, path: path.path, contentType: 'application/json', body: JSON.stringify(object) };
    const answer = await this.ask(question, signal);
    if (!answer.ok) return answer;
    return answer.status < 300 ? { ok: true } : failureOf(answer.status, answer.text, ref);
  }

  /** Whether objects of this kind belong to a namespace. */
  async namespaced(kind: KindRef, signal: AbortSignal): Promise<Found<{ readonly namespaced: boolean }>> {
    const found = await this.discover({ ...kind, namespace: '', name: '' }, signal);
    return found.ok ? { ok: true, namespaced: found.namespaced } : found;
  }

  private async path(
    ref: ObjectRef,
    signal: AbortSignal,
  ): Promise<Found<{ readonly path: string }> & { readonly unknownKind?: boolean }> {
    const found = await this.discover(ref, signal);
    if (!found.ok) return found;
    const namespace = found.namespaced ? `/namespaces/${encodeURIComponent(ref.namespace)}` : '';
    const name = ref.name === '' ? '' : `/${encodeURIComponent(ref.name)}`;
    return { ok: true, path: `${rootOf(ref.apiVersion)}${namespace}/${found.plural}${name}` };
  }

  private async discover(ref: ObjectRef, signal: AbortSignal): Promise<Found<Discovered> & { unknownKind?: boolean }> {
    const key = `${ref.apiVersion}/${ref.kind}`;
    const known = this.kinds.get(key);
    if (known !== undefined) return { ok: true, ...known };
    const answer = await this.ask({ method: 'GET', path: rootOf(ref.apiVersion) }, signal);
    if (!answer.ok) return answer;
    if (answer.status !== 200 && answer.status !== 404) return failureOf(answer.status, answer.text, ref);
    for (const entry of listOf(at(jsonOf(answer.text), 'resources'))) {
      const plural = textOf(at(entry, 'name'));
      // `deployments/status` is a part of a kind, not a kind.
      if (plural.includes('/')) continue;
      const discovered = { plural, namespaced: at(entry, 'namespaced') === true };
      this.kinds.set(`${ref.apiVersion}/${textOf(at(entry, 'kind'))}`, discovered);
    }
    const found = this.kinds.get(key);
    return found === undefined ? { ...failureOf(404, '', ref), unknownKind: true } : { ok: true, ...found };
  }

  private async ask(question: Question, signal: AbortSignal): Promise<Extract<Answer, { ok: true }> | Failure> {
    const answer = await this.connection.ask(question, signal);
    return answer.ok ? answer : { ok: false, reason: 'unreachable', message: `${this.target} ${answer.message}` };
  }
}

function rootOf(apiVersion: string): string {
  const encoded = apiVersion.split('/').map(encodeURIComponent).join('/');
  return groupOf(apiVersion) === '' ? `/api/${encoded}` : `/apis/${encoded}`;
}

function objectOf(text: string): JsonObject {
  return asObject(jsonOf(text)) ?? {};
}

export function versionOf(live: JsonObject): string {
  return textOf(at(live, 'metadata', 'resourceVersion'));
}

export function uidOf(live: JsonObject): string {
  return textOf(at(live, 'metadata', 'uid'));
}

export function annotationOf(live: JsonObject | undefined, name: string): Json | undefined {
  return own(asObject(at(live, 'metadata', 'annotations')), name);
}

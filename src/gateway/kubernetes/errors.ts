import { asObject, type Json } from '../../spec/json.ts';
import { nameOf, type ObjectRef } from './object.ts';
import { at, jsonOf, listOf, textOf } from '../values.ts';

/** Why something could not be done, in a person's words. */
export interface Failure {
  readonly ok: false;
  /** `moved`: somebody else wrote meanwhile; `refused`: no for good; `unreachable`: worth trying again. */
  readonly reason: 'moved' | 'refused' | 'unreachable';
  readonly message: string;
}

/**
 * What an answer of the API server other than 2xx means. An unknown field in a server-side apply comes as a 500, a missing
 * definition as a 404 in plain text, a schema or CEL error as a 422 with its causes, a field of another manager as a 409.
 */
export function failureOf(status: number, text: string, of: ObjectRef): Failure {
  const body = asObject(jsonOf(text));
  const said = textOf(at(body, 'message')) || text.trim().slice(0, 500);
  const name = nameOf(of);
  if (status === 401)
    return refused(`the API server does not know who Sluice is (401): check the account of this target`);
  if (status === 403) return refused(`${name}: the account of this target may not do this: ${said}`);
  if (status === 404) return refused(missing(of, body, said));
  if (status === 409) return conflict(name, body, said);
  if (status === 422 || status === 400) return refused(`${name}: ${causesOf(body) ?? said}`);
  if (status === 500 && said.includes('failed to create typed patch object'))
    return refused(`${name}: ${wrongField(said)}`);
  if (status === 413) return refused(`${name} is larger than the API server takes`);
  return { ok: false, reason: 'unreachable', message: `${name}: the API server answered ${status}: ${said}` };
}

function missing(of: ObjectRef, body: Json | undefined, said: string): string {
  const name = nameOf(of);
  if (textOf(at(body, 'details', 'kind')) === 'namespaces') {
    return `${name}: the cluster has no namespace ${of.namespace}; create it or deploy to another`;
  }
  if (body === undefined || said.includes('could not find the requested resource')) {
    return `${name}: the cluster knows no ${of.kind} of ${of.apiVersion}; install its custom resource definition`;
  }
  return `${name}: ${said}`;
}

function conflict(name: string, body: Json | undefined, said: string): Failure {
  const causes = listOf(at(body, 'details', 'causes')).filter(
    (cause) => textOf(at(cause, 'reason')) === 'FieldManagerConflict',
  );
  if (causes.length === 0) return { ok: false, reason: 'moved', message: `${name}: ${said}` };
  const fields = causes.map((cause) => `${textOf(at(cause, 'field'))} (${textOf(at(cause, 'message'))})`);
  return refused(
    `${name}: another manager owns ${fields.join(', ')}; leave these fields to it or make it give them up`,
  );
}

/** `.spec.entrypointz: field not declared in schema`, out of a longer sentence. */
function wrongField(said: string): string {
  const at = said.indexOf('): ');
  return at < 0 ? said : said.slice(at + 3);
}

function causesOf(body: Json | undefined): string | undefined {
  const causes = listOf(at(body, 'details', 'causes'));
  if (causes.length === 0) return undefined;
  return causes.map((cause) => `${textOf(at(cause, 'field'))}: ${textOf(at(cause, 'message'))}`).join('; ');
}

export function refused(message: string): Failure {
  return { ok: false, reason: 'refused', message };
}

import { own, type Json, type JsonObject } from './json.ts';
import { tokens } from './pointer.ts';
import { percentDecoded } from './uri.ts';

/** Where a reference leads: a file of the repository and a fragment in it, or nowhere that is read. */
export type Target =
  | { readonly kind: 'inside'; readonly path: string; readonly fragment: string }
  | { readonly kind: 'refused'; readonly code: 'ref-remote' | 'ref-outside' | 'ref-syntax'; readonly message: string };

/** Whether the object is a reference, by `$ref`. */
export function hasReference(node: JsonObject): boolean {
  // Nearly no node has one: to look whose it is comes second.
  return typeof node['$ref'] === 'string' && Object.hasOwn(node, '$ref');
}

/** Whether there is a `$ref` that is no text. In a map of names it can be one of them. */
export function hasBrokenReference(node: JsonObject, isMap: boolean): boolean {
  const value = node['$ref'];
  if (value === undefined || typeof value === 'string' || !Object.hasOwn(node, '$ref')) return false;
  return !isMap || value === null || typeof value === 'number';
}

/** What the object's `$ref` says; undefined: it has none, or none that is a text. */
export function referenceIn(node: JsonObject | undefined): string | undefined {
  const reference = own(node, '$ref');
  return typeof reference === 'string' ? reference : undefined;
}

/** A reference as messages have it: cut where it is long. */
export function shown(reference: string): string {
  return reference.length > 200 ? `${reference.slice(0, 200)}…` : reference;
}

function refused(code: 'ref-remote' | 'ref-outside' | 'ref-syntax', message: string): Target {
  return { kind: 'refused', code, message };
}

/** `./a/../b.yaml` below `folder`; undefined where it leaves the repository. */
function joined(folder: readonly string[], relative: string): string | undefined {
  const steps = [...folder];
  for (const step of relative.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.join('/');
}

/**
 * RFC 3986 relative references, as far as they name a file of the same repository. Nothing else is ever followed: not a
 * scheme, not a host, not an absolute path, not a way out of the repository.
 */
export function targetOf(reference: string, fromPath: string): Target {
  const hash = reference.indexOf('#');
  const rawPath = hash < 0 ? reference : reference.slice(0, hash);
  const path = percentDecoded(rawPath);
  const fragment = percentDecoded(hash < 0 ? '' : reference.slice(hash + 1));
  if (path === undefined || fragment === undefined) {
    return refused('ref-syntax', `the reference ${shown(reference)} has a broken percent-encoding`);
  }
  if (path === '') return { kind: 'inside', path: fromPath, fragment };
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || /^[\\/]{2}/.test(path)) {
    const message = `the reference ${shown(reference)} leads out to the network or another machine and is not followed; keep the file in the repository`;
    return refused('ref-remote', message);
  }
  const inside =
    /^[\\/]/.test(path) || path.includes('\0') ? undefined : joined(fromPath.split('/').slice(0, -1), path);
  if (inside === undefined) {
    const message = `the reference ${shown(reference)} leads out of the repository and is not followed; use a path relative to this file`;
    return refused('ref-outside', message);
  }
  return { kind: 'inside', path: inside, fragment };
}

/** The value that a JSON pointer (RFC 6901, already percent-decoded, with its first slash) leads to. */
export function atPointer(root: Json, pointer: string): Json | undefined {
  let value: Json | undefined = root;
  for (const key of tokens(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    if (Array.isArray(value) && !/^(?:0|[1-9][0-9]*)$/.test(key)) return undefined;
    value = (value as Readonly<Record<string, Json>>)[key];
  }
  return value;
}

import { createHash } from 'node:crypto';
import type { Resource } from '../../release/manifest.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { at, textOf } from '../values.ts';

/** Who writes, as the API server keeps it in `managedFields`. */
export const fieldManager = 'sluice';

/** Ours: labels and annotations with this prefix are no part of the desired body. */
export const prefix = 'sluice/';

const ownerLabel = `${prefix}owner`;
const apiLabel = `${prefix}api`;
const ownerAnnotation = `${prefix}owner`;
const apiAnnotation = `${prefix}api`;
export const appliedAnnotation = `${prefix}applied`;

/** Selects the objects of one owner. Labels hold 63 characters, so the owner goes in by its hash. */
export function selectorOf(owner: string): string {
  return `${ownerLabel}=${digest(owner)}`;
}

/** First 40 hexadecimal digits of SHA-256. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

/** The body with the marks by which it is found again, and with what `applied` says of its canonical form. */
export function marked(owner: string, resource: Resource, applied?: string): JsonObject {
  const body = asObject(resource.body) ?? {};
  const metadata = asObject(own(body, 'metadata')) ?? {};
  const annotations = {
    ...asObject(own(metadata, 'annotations')),
    [ownerAnnotation]: owner,
    [apiAnnotation]: resource.api,
    ...(applied !== undefined && { [appliedAnnotation]: applied }),
  };
  const labels = {
    ...asObject(own(metadata, 'labels')),
    [ownerLabel]: digest(owner),
    [apiLabel]: labelValue(resource.api),
  };
  return { ...body, metadata: { ...metadata, labels, annotations } };
}

/** The owner as the object itself names it; `undefined` for one that Sluice did not write. */
export function ownerOf(live: JsonObject): string | undefined {
  return textOf(at(live, 'metadata', 'annotations', ownerAnnotation)) || undefined;
}

export function apiOf(live: JsonObject): string {
  return textOf(at(live, 'metadata', 'annotations', apiAnnotation));
}

/** Without our own labels and annotations. */
export function unmarked(body: JsonObject): JsonObject {
  const metadata = asObject(own(body, 'metadata'));
  if (metadata === undefined) return body;
  const { labels, annotations, ...rest } = metadata;
  return {
    ...body,
    metadata: { ...rest, ...kept('labels', labels), ...kept('annotations', annotations) },
  };
}

function kept(key: string, value: Json | undefined): JsonObject {
  const entries = Object.entries(asObject(value) ?? {}).filter(([name]) => !name.startsWith(prefix));
  return entries.length === 0 ? {} : { [key]: Object.fromEntries(entries) };
}

/** A label must end with a letter or digit, an API's name need not. */
function labelValue(api: string): string {
  return /[a-z0-9]$/.test(api) ? api : digest(api);
}

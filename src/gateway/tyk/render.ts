import { extensionKey } from './canonical.ts';
import type { Resource } from '../../release/manifest.ts';
import { asObject, own } from '../../spec/json.ts';
import type { DesiredApi, RenderProblem, RenderResult, Scope } from '../target.ts';
import { abilitiesOf } from './abilities.ts';
import type { TykSettings } from './auth.ts';
import { versionSchema } from './documents.ts';
import { native } from './native.ts';
import { placeOfClassic, placeOfOas, placeText, type Place } from './places.ts';
import { portable } from './portable.ts';

/** What these APIs become at a Tyk of this version: definitions, policies, and entries among the versions of other APIs. */
export function render(
  target: string,
  settings: TykSettings,
  scope: Scope,
  apis: readonly DesiredApi[],
  version?: string,
): RenderResult {
  const abilities = abilitiesOf(version);
  const resources: Resource[] = [];
  const problems: RenderProblem[] = [];
  for (const { definition, description, native: files } of apis) {
    const { name: api, gateway } = definition;
    if (gateway !== undefined) {
      const block = { scope, api, gateway, abilities, settings, ...(description && { description }) };
      const rendered = portable(block);
      resources.push(...rendered.resources);
      problems.push(...rendered.problems.map((problem) => ({ api, ...problem })));
    } else if (files.length === 0) {
      problems.push({ api, field: 'gateway', message: 'is missing: nothing says where requests go' });
    }
    for (const { file, body } of files) {
      const { resource, problems: found } = native(api, body, abilities);
      if (resource) resources.push(resource);
      problems.push(...found.map((message) => ({ api, field: `native.${target}`, message: `${file}: ${message}` })));
    }
  }
  problems.push(...collisions(resources), ...mixedVersions(resources));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, manifest: { target, resources } };
}

/** Tyk takes the second of two with one id for a new edition of the first, and serves one of two at a place. */
function collisions(resources: readonly Resource[]): RenderProblem[] {
  const problems: RenderProblem[] = [];
  const ids = new Map<string, string>();
  for (const { id, api } of resources) {
    const other = ids.get(id);
    if (other !== undefined) problems.push({ api, field: 'native', message: `${id} is already there, from ${other}` });
    ids.set(id, api);
  }
  const taken = new Map<string, string>();
  for (const resource of resources) {
    const place = placeOf(resource);
    if (place?.open !== true) continue;
    const { api } = resource;
    const other = taken.get(placeText(place));
    const message = `${placeText(place)} is already the listen path of ${other ?? ''}`;
    if (other !== undefined) problems.push({ api, field: 'path', message });
    taken.set(placeText(place), api);
  }
  return problems;
}

/** Where a definition listens; undefined for what is none. */
export function placeOf({ kind, body }: Resource): Place | undefined {
  const document = asObject(body);
  if (document === undefined) return undefined;
  if (kind === 'tyk/oas' && own(document, extensionKey) !== undefined) return placeOfOas(document);
  return kind === 'tyk/classic' ? placeOfClassic(document) : undefined;
}

/** The versions of one API are asked for with one header. */
function mixedVersions(resources: readonly Resource[]): RenderProblem[] {
  const headers = new Map<string, string>();
  return resources
    .filter(({ kind }) => kind === 'tyk/version')
    .flatMap(({ api, body }) => {
      const { base, header } = versionSchema.parse(body);
      const first = headers.get(base) ?? header;
      headers.set(base, first);
      if (first.toLowerCase() === header.toLowerCase()) return [];
      return [{ api, field: 'version.header', message: `another version of the same API is asked for with ${first}` }];
    });
}

import type { Resource } from '../../release/manifest.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { listOf, textOf } from '../values.ts';
import type { Abilities } from './abilities.ts';
import { canonicalOas, canonicalPlain, extensionKey } from './canonical.ts';
import { apisOfPolicy } from './documents.ts';
import { organisation, resourceId } from './ids.ts';
import { placeOfClassic, placeOfOas, type Place } from './places.ts';
import { plainSecrets, referencePattern } from './references.ts';

export interface Native {
  readonly resource?: Resource;
  /** What is wrong with it, without the file's name. */
  readonly problems: readonly string[];
}

/** One of the user's own files, which Tyk would take for good whatever stood in it: an OAS definition, a classic one, a policy. */
export function native(api: string, body: JsonObject, abilities: Abilities): Native {
  const found = ofItsKind(api, body, abilities);
  const secrets = plainSecrets(body).map(
    (place) => `${place} holds a secret in plain text: put it where the gateway finds it, and name it, as env://NAME`,
  );
  const problems = [...found.problems, ...secrets];
  return problems.length > 0 ? { problems } : found;
}

function ofItsKind(api: string, body: JsonObject, abilities: Abilities): Native {
  if (own(body, extensionKey) !== undefined) return oas(api, body, abilities);
  if (own(body, 'access_rights') !== undefined) return policy(api, body);
  if (own(body, 'proxy') !== undefined || own(body, 'api_id') !== undefined) return classic(api, body);
  const kinds = `an OAS definition (${extensionKey}), a classic one (api_id, proxy) or a policy (access_rights)`;
  return { problems: [`is none of what Tyk takes: ${kinds}`] };
}

function oas(api: string, body: JsonObject, abilities: Abilities): Native {
  const extension = asObject(own(body, extensionKey)) ?? {};
  const info = asObject(own(extension, 'info')) ?? {};
  const upstream = asObject(own(extension, 'upstream')) ?? {};
  const problems = [
    ...idProblems(own(info, 'id'), `${extensionKey}.info.id`),
    ...placeProblems(placeOfOas(body), `${extensionKey}.server.listenPath.value`),
    ...upstreamProblems(own(upstream, 'url'), `${extensionKey}.upstream.url`),
    ...unknownOperations(body, extension),
  ];
  const balancing = asObject(own(upstream, 'loadBalancing'));
  if (balancing !== undefined) problems.push(...weightProblems(balancing, abilities));
  problems.push(...versionProblems(own(body, 'openapi'), abilities));
  if (problems.length > 0) return { problems };
  const owned = { ...body, [extensionKey]: { ...extension, info: { orgId: organisation, ...info } } };
  const id = resourceId.api(textOf(own(info, 'id')));
  return { problems, resource: { id, api, kind: 'tyk/oas', body: canonicalOas(owned), dependsOn: [] } };
}

function weightProblems(balancing: JsonObject, abilities: Abilities): string[] {
  const field = `${extensionKey}.upstream.loadBalancing`;
  if (!abilities.can('weights')) return [`${field} ${abilities.lack('weights')}`];
  const list = listOf(own(balancing, 'targets')).map((target) => asObject(target) ?? {});
  const weights = list.map((target) => own(target, 'weight'));
  if (weights.some((weight) => !Number.isInteger(weight) || Number(weight) < 0))
    return [`${field}.targets: expected a weight for each, a whole number of 0 or more`];
  if (own(balancing, 'enabled') === true && weights.every((weight) => weight === 0))
    return [`${field}.targets: give at least one a weight above 0: with none Tyk takes no notice of them`];
  return list.flatMap((target, index) => upstreamProblems(own(target, 'url'), `${field}.targets.${index}.url`));
}

function versionProblems(openapi: Json | undefined, abilities: Abilities): string[] {
  const version = textOf(openapi);
  if (version.startsWith('3.1.') && !abilities.can('openapi31')) return [`openapi 3.1 ${abilities.lack('openapi31')}`];
  if (/^3\.[01]\./.test(version)) return [];
  return [
    `openapi: expected 3.0.x, or 3.1.x from Tyk 5.14 on; no Tyk reads ${version === '' ? 'a definition without it' : version}`,
  ];
}

/** Middleware for an operation that the description does not have does nothing, and Tyk does not say so. */
function unknownOperations(body: JsonObject, extension: JsonObject): string[] {
  const set = asObject(own(asObject(own(extension, 'middleware')), 'operations')) ?? {};
  const known = new Set(
    Object.values(asObject(own(body, 'paths')) ?? {}).flatMap((item) =>
      Object.values(asObject(item) ?? {}).map((operation) => own(asObject(operation), 'operationId')),
    ),
  );
  return Object.keys(set)
    .filter((id) => !known.has(id))
    .map((id) => `${extensionKey}.middleware.operations.${id}: no operation of the description has this operationId`);
}

function classic(api: string, body: JsonObject): Native {
  const proxy = asObject(own(body, 'proxy')) ?? {};
  const versions = asObject(own(asObject(own(body, 'version_data')), 'versions')) ?? {};
  const problems = [
    ...idProblems(own(body, 'api_id'), 'api_id'),
    ...placeProblems(placeOfClassic(body), 'proxy.listen_path'),
    ...upstreamProblems(own(proxy, 'target_url'), 'proxy.target_url'),
  ];
  if (own(body, 'name') === undefined) problems.push('name is missing');
  if (Object.keys(versions).length === 0) problems.push('version_data.versions is empty: Tyk would serve no version');
  if (problems.length > 0) return { problems };
  const canonical = canonicalPlain({ org_id: organisation, ...body });
  const id = resourceId.api(textOf(own(body, 'api_id')));
  return { problems, resource: { id, api, kind: 'tyk/classic', body: canonical, dependsOn: [] } };
}

function policy(api: string, body: JsonObject): Native {
  const opened = apisOfPolicy(body);
  const problems = idProblems(own(body, 'id'), 'id');
  if (opened.length === 0) problems.push('access_rights names no API');
  if (problems.length > 0) return { problems };
  const canonical = canonicalPlain({ org_id: organisation, ...body });
  const dependsOn = opened.map(resourceId.api);
  const id = resourceId.policy(textOf(own(body, 'id')));
  return { problems, resource: { id, api, kind: 'tyk/policy', body: canonical, dependsOn } };
}

function idProblems(id: Json | undefined, field: string): string[] {
  if (typeof id !== 'string') return [`${field} is missing: with none Tyk invents a new one every time`];
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id))
    return [`${field}: expected letters, digits, dot, dash or underscore, 128 at most`];
  return id.endsWith('-oas') ? [`${field} ends in -oas: Tyk would never load it`] : [];
}

function placeProblems({ path }: Place, field: string): string[] {
  if (path.startsWith('/') && !/\s/.test(path)) return [];
  return [`${field}: expected a path that begins with / and holds no white space`];
}

function upstreamProblems(url: Json | undefined, field: string): string[] {
  const text = textOf(url);
  if (referencePattern.test(text)) return [];
  const isAddress = URL.canParse(text) && ['http:', 'https:', 'tyk:', 'h2c:'].includes(new URL(text).protocol);
  return isAddress ? [] : [`${field}: expected an address that begins with http:// or https://`];
}

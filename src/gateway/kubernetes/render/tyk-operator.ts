import type { GatewayBlock } from '../../../config/gateway-block.ts';
import { asObject, canonicalJson, own, type Json, type JsonObject } from '../../../spec/json.ts';
import { abilitiesOf } from '../../tyk/abilities.ts';
import { extensionKey } from '../../tyk/canonical.ts';
import { portable } from '../../tyk/portable.ts';
import type { DesiredApi } from '../../target.ts';
import { objectName, objectOf, type Problem, type RenderContext, type Renderer } from './renderer.ts';

const version = 'tyk.tyk.io/v1alpha1';
const keyName = 'definition.json';
/** What a base is called among its versions. */
const baseVersion = 'Default';

/**
 * Tyk Operator's kinds: a definition in a ConfigMap, the object that puts it to work, and the policy that consumers get. The definition
 * is the one that Tyk Gateway itself would get, without what the operator gives out: ids and organisations.
 */
export const tykOperator: Renderer = (api, gateway, context) => {
  const { name } = api.definition;
  const { resources, problems } = portable({
    scope: context.scope,
    api: name,
    gateway,
    abilities: abilitiesOf(undefined),
    settings: { jwtSigning: 'rsa', secrets: {} },
    ...(api.description && { description: api.description }),
  });
  const versions = versionsOf(name, context.apis);
  const all = [...problems, ...headerProblems(gateway, context.apis)];
  if (all.length > 0) return { objects: [], problems: all };
  const { namespace } = context;
  const metadata = { name: objectName(name), namespace };
  const oas = asObject(resources.find(({ kind }) => kind === 'tyk/oas')?.body) ?? {};
  const policy = asObject(resources.find(({ kind }) => kind === 'tyk/policy')?.body);
  const asksForTokens = gateway.auth !== undefined && 'jwt' in gateway.auth;
  const spec = {
    tykOAS: { configmapRef: { name: metadata.name, namespace, keyName } },
    ...(asksForTokens && policy !== undefined && { jwtAuth: { defaultPoliciesRef: [metadata] } }),
    ...(versions.length > 0 && { versioning: versioning(versions, namespace) }),
  };
  return {
    problems: [],
    objects: [
      objectOf('v1', 'ConfigMap', metadata, { data: { [keyName]: canonicalJson(unidentified(oas)) } }),
      objectOf(version, 'TykOasApiDefinition', metadata, { spec }),
      ...(policy === undefined
        ? []
        : [objectOf(version, 'SecurityPolicy', metadata, { spec: policySpec(policy, metadata) })]),
    ],
  };
};

/** Without ids: those are the operator's, and it names policies by their objects. */
function unidentified(oas: JsonObject): JsonObject {
  const extension = asObject(own(oas, extensionKey)) ?? {};
  const info = without(without(own(extension, 'info') ?? {}, 'id'), 'orgId');
  const server = asObject(own(extension, 'server')) ?? {};
  const authentication = asObject(own(server, 'authentication'));
  const schemes = Object.entries(asObject(own(authentication, 'securitySchemes')) ?? {}).map(([name, scheme]) => [
    name,
    without(scheme, 'defaultPolicies'),
  ]);
  const kept =
    authentication === undefined
      ? server
      : {
          ...server,
          authentication: { ...authentication, securitySchemes: Object.fromEntries(schemes) as JsonObject },
        };
  return { ...oas, [extensionKey]: { ...extension, info, server: kept } };
}

function without(value: Json, key: string): Json {
  const object = asObject(value);
  return object === undefined ? value : Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

function policySpec(policy: JsonObject, definition: { readonly name: string; readonly namespace: string }): JsonObject {
  const limits = ['rate', 'per', 'quota_max', 'quota_renewal_rate'].flatMap((key): [string, Json][] => {
    const value = own(policy, key);
    return value === undefined ? [] : [[key, value]];
  });
  return {
    name: own(policy, 'name') ?? definition.name,
    state: 'active',
    active: true,
    ...Object.fromEntries(limits),
    access_rights_array: [{ ...definition, kind: 'TykOasApiDefinition', versions: [baseVersion] }],
  };
}

interface Version {
  readonly api: string;
  readonly name: string;
  readonly header: string;
}

function versionsOf(api: string, apis: readonly DesiredApi[]): Version[] {
  return apis
    .flatMap(({ definition: { name, gateway } }) =>
      gateway?.version?.of === api
        ? [{ api: name, name: gateway.version.name, header: gateway.version.header ?? 'x-api-version' }]
        : [],
    )
    .sort((a, b) => (a.api < b.api ? -1 : 1));
}

function versioning(versions: readonly Version[], namespace: string): JsonObject {
  return {
    enabled: true,
    name: baseVersion,
    default: baseVersion,
    location: 'header',
    key: versions[0]?.header ?? '',
    versions: versions.map(({ api, name }) => ({
      name,
      tykOasApiDefinitionRef: { name: objectName(api), namespace },
    })),
  };
}

/** The header belongs to the base, so all versions of it are asked for with the same. */
function headerProblems({ version: of }: GatewayBlock, apis: RenderContext['apis']): Problem[] {
  if (of === undefined) return [];
  const first = versionsOf(of.of, apis)[0];
  if (first === undefined || first.header === (of.header ?? 'x-api-version')) return [];
  const message = `all versions of ${of.of} are asked for with one header, and ${first.api} says ${first.header}`;
  return [{ field: 'version.header', message }];
}

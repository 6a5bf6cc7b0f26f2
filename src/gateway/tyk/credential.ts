import type { Credential } from '../../release/exposure/access.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { textOf } from '../values.ts';

/** Who an OAS definition lets in. */
export function credentialOfOas(document: JsonObject, server: JsonObject): Credential {
  const certificates = asObject(own(server, 'clientCertificates'));
  if (own(certificates, 'enabled') === true) return { kind: 'mtls', checks: {} };
  const authentication = asObject(own(server, 'authentication'));
  if (own(authentication, 'enabled') !== true) return { kind: 'none', checks: {} };
  const settings = asObject(own(authentication, 'securitySchemes')) ?? {};
  const schemes = asObject(own(asObject(own(document, 'components')), 'securitySchemes'));
  const names = Object.keys(settings).filter((name) => own(asObject(own(settings, name)), 'enabled') === true);
  const [name] = names;
  if (name === undefined || names.length > 1) return { kind: 'other', checks: {} };
  return ofScheme(asObject(own(schemes, name)) ?? {}, asObject(own(settings, name)) ?? {});
}

function ofScheme(scheme: JsonObject, settings: JsonObject): Credential {
  const type = own(scheme, 'type');
  if (type === 'apiKey') return { kind: 'key', checks: { header: textOf(own(scheme, 'name')).toLowerCase() } };
  if (type === 'http' && own(scheme, 'scheme') === 'basic') return { kind: 'basic', checks: {} };
  if (type === 'http') {
    const checks = { keys: 'source', issuer: 'allowedIssuers', audience: 'allowedAudiences' };
    return { kind: 'jwt', checks: said(settings, checks) };
  }
  const providers = own(settings, 'providers');
  const first: Json = Array.isArray(providers) ? ((providers as readonly Json[])[0] ?? null) : null;
  const introspection = asObject(own(asObject(first), 'introspection'));
  if (type === 'oauth2' && introspection)
    return { kind: 'oauth2', checks: said(introspection, { introspection: 'url' }) };
  return { kind: 'other', checks: {} };
}

/** Who a classic definition lets in: with a key where it says nothing. */
export function credentialOfClassic(document: JsonObject): Credential {
  const is = (flag: string): boolean => own(document, flag) === true;
  if (is('use_keyless')) return { kind: 'none', checks: {} };
  const ways = ['use_oauth2', 'use_openid', 'enable_coprocess_auth', 'use_go_plugin_auth', 'enable_signature_checking'];
  if (ways.some(is)) return { kind: 'other', checks: {} };
  if (is('use_mutual_tls_auth')) return { kind: 'mtls', checks: {} };
  if (is('use_basic_auth')) return { kind: 'basic', checks: {} };
  if (is('enable_jwt')) return { kind: 'jwt', checks: said(document, { keys: 'jwt_source' }) };
  const header = textOf(own(asObject(own(document, 'auth')), 'auth_header_name')) || 'authorization';
  return { kind: 'key', checks: { header: header.toLowerCase() } };
}

/** Name of a check → field that says it; those that say nothing are left out. */
function said(object: JsonObject, fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([check, field]) => {
      const value = own(object, field);
      const all = Array.isArray(value) ? value.map(textOf).join(' ') : textOf(value);
      return all === '' ? [] : [[check, all]];
    }),
  );
}

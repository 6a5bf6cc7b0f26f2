import fc from 'fast-check';
import type { GatewayBlock } from '../../src/config/gateway-block.ts';
import type { Ability } from './abilities.ts';

const url = fc.constantFrom('http://orders.internal:8080', 'HTTP://Orders.Internal:80/', 'https://a.example/base/');
const weighted = fc
  .array(fc.record({ url, weight: fc.nat(100) }), { minLength: 1, maxLength: 3 })
  .filter((all) => all.some(({ weight }) => weight > 0));
const jwks = 'https://id.example/jwks';
const cors = fc.record(
  {
    origins: fc.constantFrom<string[]>(['*'], ['https://b.example', 'https://a.example']),
    methods: fc.constantFrom<string[]>(['GET'], ['POST', 'GET']),
    headers: fc.constant<string[]>(['X-Shop']),
    credentials: fc.boolean(),
    maxAge: fc.constantFrom('10m', '0s'),
  },
  { requiredKeys: ['origins'] },
);

type Auth = NonNullable<GatewayBlock['auth']>;

/** Portable blocks of a handful of APIs, in the forms that somebody may write them in, without what the gateway lacks. */
export function blocks(lacks: readonly Ability[]): fc.Arbitrary<GatewayBlock[]> {
  const can = (ability: Ability): boolean => !lacks.includes(ability);
  const ways: Auth[] = [
    { none: {} },
    ...(can('key') ? [{ key: {} }, { key: { header: 'X-Shop-Key' } }] : []),
    ...(can('jwt') ? [{ jwt: { jwks } }] : []),
    ...(can('jwtClaims') ? [{ jwt: { jwks, issuer: 'https://id.example' } }] : []),
    ...(can('basic') ? [{ basic: { users: 'shop-users' } }] : []),
  ];
  const upstream: fc.Arbitrary<NonNullable<GatewayBlock['upstream']>> = can('weights') ? fc.oneof(url, weighted) : url;
  const block: fc.Arbitrary<GatewayBlock> = fc.record(
    {
      upstream,
      host: fc.constantFrom('api.acme.example', 'API.Acme.example'),
      stripPath: fc.boolean(),
      auth: fc.constantFrom(...ways),
      requestSize: fc.constantFrom('1MiB', '100B'),
      timeout: fc.constantFrom('30s', '250ms'),
      ...(can('rateLimit') && { rateLimit: fc.constantFrom('100/minute', '1/day') }),
      ...(can('quota') && { quota: fc.constantFrom('1000/week', '1/hour') }),
      ...(can('cors') && { cors }),
      ...(can('ips') && {
        ips: fc.constantFrom<NonNullable<GatewayBlock['ips']>>({ allow: ['10.0.0.0/8'] }, { deny: ['192.0.2.1'] }),
      }),
      ...(can('tags') && { tags: fc.constantFrom<string[]>(['edge'], ['edge', 'a'], []) }),
      ...(can('internal') && { visibility: fc.constantFrom<'public' | 'internal'>('public', 'internal') }),
    },
    { requiredKeys: ['upstream'] },
  );
  return fc.array(block, { maxLength: 4 });
}

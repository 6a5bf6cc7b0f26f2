import { describe, expect, test } from 'vitest';
import { forEverybody, listings, type Listing } from '../../src/catalogue/listing.ts';
import { loadSluiceConfig } from '../../src/config/load.ts';

const text = `
apis:
  - name: orders
    spec: orders.yaml
    owners: ["@acme/orders"]
    dependsOn: [customers, ledger]
    gateway:
      upstream: "http://orders.secret:8080"
      auth: { jwt: { jwks: "https://keys.secret/jwks", issuer: "https://id.acme.example" } }
      ips: { allow: [10.1.2.3] }
      rateLimit: 100/minute
      quota: 1000/day
  - name: orders-2
    spec: orders-2.yaml
    gateway: { upstream: "http://orders.secret:8080", version: { of: orders, name: v2 } }
  - name: customers
    spec: customers.yaml
    gateway: { upstream: "http://customers.secret:8080", host: people.acme.example, auth: { basic: { users: customers-users } } }
  - name: ledger
    spec: ledger.yaml
    dependsOn: [customers]
    gateway: { upstream: "http://ledger.secret:8080", visibility: internal }
  - name: own
    native: { edge: [own.yaml] }
    gateway: { upstream: "http://own.secret:8080" }
  - name: described
    spec: described.yaml
defaults: { gateway: { auth: { key: {} }, requestSize: 1MiB } }
environments:
  staging: { targets: [edge-staging] }
  production: { after: staging, targets: [edge], overlays: { orders: { gateway: { rateLimit: 5/second } } } }
`;

function listed(yaml: string, environments?: string[]): Map<string, Listing> {
  const loaded = loadSluiceConfig(yaml, 'sluice.yaml');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded));
  const addresses = new Map([['edge', 'https://api.acme.example:8443/v0']]);
  const all = listings(loaded.config, { addresses, ...(environments && { environments }) });
  return new Map(all.map((listing) => [listing.name, listing]));
}

const calls = (api: string, of = listed(text)): string[] =>
  (of.get(api)?.calls ?? []).map(
    ({ environment, address, when, credential, rateLimit, quota, requestSize }) =>
      `${environment} ${address} ${when ?? '-'} ${credential.kind}${JSON.stringify(credential.checks)} ${[rateLimit, quota, requestSize].join(' ')}`,
  );

describe('where an API is called', () => {
  test.each([
    [
      'orders',
      [
        'staging /orders - jwt{"issuer":"https://id.acme.example"} 100/minute 1000/day 1MiB',
        'production https://api.acme.example:8443/v0/orders - jwt{"issuer":"https://id.acme.example"} 5/second 1000/day 1MiB',
      ],
    ],
    [
      'orders-2',
      [
        'staging /orders x-api-version: v2 key{"header":"x-api-key"}   1MiB',
        'production https://api.acme.example:8443/v0/orders x-api-version: v2 key{"header":"x-api-key"}   1MiB',
      ],
    ],
    [
      'customers',
      [
        'staging people.acme.example/customers - basic{}   1MiB',
        'production https://people.acme.example:8443/v0/customers - basic{}   1MiB',
      ],
    ],
    // At `edge` its own files speak, which nobody reads here.
    ['own', ['staging /own - key{"header":"x-api-key"}   1MiB']],
    ['described', []],
  ])('%s', (api, told) => {
    expect(calls(api)).toEqual(told);
  });

  test('in one environment alone', () => {
    expect(calls('orders', listed(text, ['production']))).toHaveLength(1);
  });
});

test('nothing of what only the gateway has to know is told', () => {
  expect(JSON.stringify([...listed(text)])).not.toMatch(/secret|customers-users|10\.1\.2\.3/);
});

test('what needs what is told both ways', () => {
  const all = listed(text);
  expect([all.get('orders')?.dependsOn, all.get('customers')?.usedBy]).toEqual([
    ['customers', 'ledger'],
    ['ledger', 'orders'],
  ]);
});

describe('everybody sees no internal API, nor its name at others', () => {
  const overlaid = text.replace('overlays: {', 'overlays: { customers: { gateway: { visibility: internal } },');
  test.each<[string, string, string[]]>([
    ['by its block', text, ['ledger']],
    ['by an overlay', overlaid, ['ledger', 'customers']],
    ['by the defaults', text.replace('requestSize', 'visibility: internal, requestSize'), [...listed(text).keys()]],
  ])('%s', (_, yaml, hidden) => {
    const all = [...listed(yaml).values()];
    const shown = forEverybody(all);
    expect(shown.map(({ name }) => name)).toEqual(all.map(({ name }) => name).filter((name) => !hidden.includes(name)));
    const named = shown.flatMap(({ name, dependsOn, usedBy }) => [name, ...dependsOn, ...usedBy]);
    expect(named.filter((name) => hidden.includes(name))).toEqual([]);
  });
});

test('the order of the configuration makes no difference', () => {
  const loaded = loadSluiceConfig(text, 'sluice.yaml');
  if (!loaded.ok) throw new Error('unreadable');
  const reversed = { ...loaded.config, apis: [...(loaded.config.apis ?? [])].reverse() };
  const options = { addresses: new Map() };
  expect(listings(reversed, options)).toEqual(listings(loaded.config, options));
});

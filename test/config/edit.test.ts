import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { replaceApiBlock } from '../../src/config/edit.ts';

const head = `# Our platform
apis:
  # the shop's heart
  - name: orders # keep this name
    spec: apis/orders.yaml
    gateway:
      upstream: http://orders:8081 # moved
  - { name: customers, spec: apis/customers.yaml }

environments:
  staging: # first
    targets: [a]
    overlays:
      orders:
        gateway: { rateLimit: 1/minute }
      customers: # untouched
        gateway: {}
  production: { after: staging, targets: [b], overlays: { orders: { gateway: { rateLimit: 9/minute } } } }
`;

const good = `apis:
- name: orders
  spec: apis/orders.yaml
  gateway:
    upstream: http://orders:8080
    requestSize: 1MiB   # enough

- name: gone
  spec: apis/gone.yaml
environments:
  staging:
    targets: [a]
    overlays:
        orders:
            gateway:
                rateLimit: 100/minute
  production: { targets: [b] }
`;

function edited(headText: string, goodText: string, name: string): string {
  const result = replaceApiBlock(headText, goodText, name);
  if (!result.ok) throw new Error(result.reason);
  return result.text;
}

describe('one block is put back', () => {
  test('and everything else keeps its bytes', () => {
    expect(edited(head, good, 'orders')).toBe(`# Our platform
apis:
  # the shop's heart
  - name: orders
    spec: apis/orders.yaml
    gateway:
      upstream: http://orders:8080
      requestSize: 1MiB   # enough
  - { name: customers, spec: apis/customers.yaml }

environments:
  staging: # first
    targets: [a]
    overlays:
      orders:
          gateway:
              rateLimit: 100/minute
      customers: # untouched
        gateway: {}
  production: { after: staging, targets: [b], overlays: {} }
`);
  });

  test('one that the head has not is added at the end of the list', () => {
    expect(edited(head, good, 'gone')).toBe(
      head.replace('\n\nenvironments', '\n  - name: gone\n    spec: apis/gone.yaml\n\nenvironments'),
    );
  });

  test('one that last good had not is taken out, its overlays too', () => {
    expect(edited(head, good, 'customers')).toBe(
      head
        .replace('  - { name: customers, spec: apis/customers.yaml }\n', '')
        .replace('      customers: # untouched\n        gateway: {}\n', ''),
    );
  });

  test('the last one of a list leaves an empty list', () => {
    expect(parse(edited('apis:\n- name: a\n', 'apis: []\n', 'a'))).toEqual({ apis: [] });
  });

  test.each(['apis: []\n', 'apis:\n', '', '# nothing yet\n', 'policies: { extends: [] }'])('into %j', (empty) => {
    const result = parse(edited(empty, good, 'gone')) as { apis: unknown };
    expect(result.apis).toEqual([{ name: 'gone', spec: 'apis/gone.yaml' }]);
  });

  test('line ends are the head’s', () => {
    const result = edited(head.replaceAll('\n', '\r\n'), good, 'orders');
    expect(result.replaceAll('\r\n', '')).not.toContain('\n');
  });
});

describe('what cannot be done safely is refused with a reason', () => {
  test.each([
    ['a head that is no YAML', 'apis: [', good],
    ['a last good that is no YAML', head, 'apis: ['],
    ['anchors', 'apis:\n  - &o { name: orders }\n', good],
    ['a list in brackets', 'apis: [{ name: orders }, { name: b }]\n', good],
  ])('%s', (_, headText, goodText) => {
    const result = replaceApiBlock(headText, goodText, 'orders');
    expect(result.ok).toBe(false);
    expect(!result.ok && result.reason).toMatch(/\w/);
  });
});

const names = ['alpha', 'beta', 'gamma', 'delta'] as const;
const block = fc.record(
  {
    spec: fc.constantFrom('a.yaml', 'b: c.yaml', '# no comment', ' padded ', 'line\nline\n', 'ends with space \n x'),
    owners: fc.array(fc.constantFrom('@a/b', '@c'), { maxLength: 3 }),
    gateway: fc.record({ upstream: fc.webUrl(), timeout: fc.constantFrom('1s', '2m') }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const config = fc
  .record({
    apis: fc
      .subarray([...names])
      .chain((chosen) => fc.tuple(...chosen.map((name) => block.map((rest) => ({ name, ...rest }))))),
    environments: fc.dictionary(
      fc.constantFrom('dev', 'prod'),
      fc.record(
        {
          targets: fc.constant(['t']),
          overlays: fc.dictionary(fc.constantFrom(...names), fc.record({ gateway: block })),
        },
        { requiredKeys: ['targets'] },
      ),
      { noNullPrototype: true },
    ),
  })
  .map((value) => JSON.parse(JSON.stringify(value)) as Config);
const text = fc
  .tuple(config, fc.constantFrom(2, 4), fc.boolean(), fc.boolean())
  .map(([value, indent, indentSeq, comment]) => {
    const written = stringify(value, { indent, indentSeq });
    return { value, text: comment ? written.replace(/^( *)(targets|- name)/gm, '$1# a word\n$1$2') : written };
  });

interface Config {
  apis: { name: string }[];
  environments: Record<string, { overlays?: Record<string, unknown> }>;
}

test('property: that API is as last good has it, every other as the head has it', () => {
  fc.assert(
    fc.property(text, text, fc.constantFrom(...names), (headSide, goodSide, name) => {
      const result = replaceApiBlock(headSide.text, goodSide.text, name);
      if (!result.ok) throw new Error(`${result.reason}\n${headSide.text}`);
      const after = parse(result.text) as Config;
      const of = (value: Config, which: string) => value.apis.find((api) => api.name === which);
      expect(of(after, name)).toEqual(of(goodSide.value, name));
      for (const other of names.filter((candidate) => candidate !== name)) {
        expect(of(after, other)).toEqual(of(headSide.value, other));
      }
      for (const [environment, { overlays }] of Object.entries(after.environments)) {
        expect(overlays?.[name]).toEqual(goodSide.value.environments[environment]?.overlays?.[name]);
      }
    }),
    { numRuns: 300 },
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catalogued, uncatalogued, type Catalogued } from '../../src/catalogue/catalogued.ts';
import { catalogueOf, catalogueSchema } from '../../src/catalogue/entry.ts';
import { feedOf } from '../../src/catalogue/feed.ts';
import type { Listing } from '../../src/catalogue/listing.ts';
import { comeOrGone } from '../../src/catalogue/news.ts';
import { siteOf } from '../../src/catalogue/site/site.ts';
import { compare } from '../../src/compare/compare.ts';
import { described } from '../spec/files.ts';
import { deadLinks, isExternal, seen } from './site-links.ts';

const listing: Listing = {
  name: 'orders',
  owners: ['@acme/orders'],
  visibility: 'public',
  calls: [
    {
      environment: 'production',
      target: 'edge',
      address: 'https://api.acme.example/orders',
      credential: { kind: 'none', checks: {} },
    },
  ],
  dependsOn: [],
  usedBy: ['billing'],
};

/** The same text wherever a description can hold one. */
function full(text: string): object {
  const schema = {
    title: text,
    description: text,
    type: text,
    enum: [text],
    default: text,
    properties: { [text]: { description: text } },
  };
  const content = { [text]: { schema }, 'application/json': { schema: { $ref: '#/components/schemas/A' } } };
  return {
    openapi: '3.1.0',
    info: { title: text, version: text, summary: text, description: text },
    servers: [{ url: text }],
    security: [{ [text]: [text] }],
    paths: {
      [`/${text}`]: {
        get: {
          operationId: text,
          summary: text,
          description: text,
          tags: [text],
          parameters: [{ name: text, in: 'query', description: text, schema }],
          requestBody: { description: text, content },
          responses: {
            200: { description: text, content, headers: { [text]: { description: text, schema } } },
            [text]: {},
          },
        },
      },
    },
    webhooks: { [text]: { post: { description: text, responses: {} } } },
    components: {
      schemas: { A: schema, [text]: schema },
      securitySchemes: { [text]: { type: 'http', scheme: text, description: text } },
    },
  };
}

function catalogueFor(documents: Readonly<Record<string, object>>): Map<string, string> {
  const empty = described({
    'api.yaml': JSON.stringify({ openapi: '3.1.0', info: { title: 'x', version: '0' }, paths: {} }),
  });
  const found = Object.entries(documents).map(([name, document]): Catalogued => {
    const head = described({ 'api.yaml': JSON.stringify(document) });
    const changes = compare(empty, head, { today: '2026-11-24' });
    return catalogued({ listing: { ...listing, name }, audience: 'public' }, head, empty, changes);
  });
  const billing = uncatalogued(
    {
      listing: { ...listing, name: 'billing', owners: [], usedBy: [], dependsOn: Object.keys(documents) },
      audience: 'public',
    },
    'Its description cannot be read.',
  );
  const all = [...found, billing];
  const catalogue = catalogueOf(all.map(({ entry }) => entry));
  expect(catalogueSchema.parse(JSON.parse(JSON.stringify(catalogue)))).toEqual(catalogue);
  const news = [...all.flatMap((each) => each.news ?? []), comeOrGone('old', undefined, 'gone')];
  const rest = siteOf(catalogue, feedOf('APIs', { key: 'x', news, at: '2026-11-24T00:00:00.000Z' }));
  return new Map([...rest, ...all.map(({ entry, page }): [string, string] => [entry.page, page])]);
}

const harmless = ['https://docs.acme.example/a?b=c', 'mailto:help@acme.example'];
const texts: readonly [string, string][] = [
  ['a script', '<script>alert(1)</script>'],
  ['an end of the title', '</title><script>alert(1)</script>'],
  ['an end of an attribute', `"><img src=x onerror="alert(1)"> ' onfocus='alert(1)`],
  ['a comment', '<!-- --><style>*{background:url(https://evil.example)}</style>'],
  [
    'a script in a link',
    '[x](javascript:alert(1)) <javascript:alert(1)> [y](JaVaScRiPt:alert(1)) [z](data:text/html,x)',
  ],
  [
    'a script behind an entity',
    '[x](&#106;avascript:alert(1)) [x](java&#10;script:alert(1)) [x](\tjavascript:alert(1))',
  ],
  ['an image', '![x](https://evil.example/x.png "t") ![<b>](data:image/svg+xml,x)'],
  ['a link to nowhere here', '[x](../../secret) [y](/etc/passwd) [z](//evil.example/x) [w](#nowhere)'],
  ['a definition', '[a]: javascript:alert(1)\n\n[a] [b][a] ![c][a]'],
  ['a fence', '```"><script>alert(1)</script>\nx\n```'],
  ['headings and tables', '# one\n\n###### six\n\n| a |\n|---|\n| <b>x</b> |'],
  ['template marks', '${alert(1)} {{constructor}} %3Cscript%3E'],
  ['nothing to see', 'a\u0000\u202eb\ufeff\ud800'],
  ['deep nesting', `${'> '.repeat(3000)}${'[('.repeat(3000)}${'*_'.repeat(3000)}`],
  ['an address that it states', '[docs](https://docs.acme.example/a?b=c) <mailto:help@acme.example>'],
];

describe.each(texts)('a description with %s', (_, text) => {
  const files = catalogueFor({ orders: full(text), 'api/x y.yaml': full(`1${text}`) });
  const pages = [...files].filter(([path]) => path.endsWith('.html')).map(([path, html]) => ({ path, ...seen(html) }));

  test('runs nothing, loads nothing and links only to what it states', () => {
    for (const { tags, handlers, loads, links } of pages) {
      expect(
        [...tags].filter((tag) =>
          ['script', 'img', 'iframe', 'object', 'embed', 'base', 'form', 'style', 'svg'].includes(tag),
        ),
      ).toEqual([]);
      expect(handlers).toEqual([]);
      expect(loads.filter((load) => !/^(?:\.\.\/)?(?:style\.css|feed\.json)$/.test(load))).toEqual([]);
      expect(links.filter(isExternal).filter((link) => !(harmless.includes(link) && text.includes(link)))).toEqual([]);
    }
  });

  test('leaves every link within the site leading somewhere, once', () => {
    expect(deadLinks(files)).toEqual([]);
    for (const { ids } of pages) expect(new Set(ids).size).toBe(ids.length);
  });
});

test('hostile pieces in any order do no more', () => {
  const pieces = [
    '<',
    '>',
    '"',
    "'",
    '&',
    '[',
    '](',
    ')',
    '!',
    'javascript:',
    '<script>',
    '</title>',
    '`',
    '\n',
    '#',
    '|',
    'x',
    'https://evil.example',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 20 }), (parts) => {
      const text = parts.join('');
      const files = catalogueFor({ orders: full(text) });
      const page = seen(files.get('apis/orders.html') ?? '');
      expect([...page.tags].filter((tag) => ['script', 'img', 'style', 'iframe'].includes(tag))).toEqual([]);
      expect(page.links.filter(isExternal).filter((link) => !link.startsWith('https://evil.example'))).toEqual([]);
      expect(deadLinks(files)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

describe('the site', () => {
  const plain = full('plain');
  const files = catalogueFor({ orders: plain });

  test('is the same bytes for the same input', () => {
    expect(catalogueFor({ orders: plain })).toEqual(files);
  });

  test('lets nothing run or be loaded, whatever a mistake of its own lets through', () => {
    for (const [path, text] of files) {
      if (!path.endsWith('.html')) continue;
      expect(text).toContain(
        'http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;self&#39; file:;',
      );
      // Before anything that a stranger wrote.
      expect(text.indexOf('Content-Security-Policy')).toBeLessThan(text.indexOf('<title>'));
    }
  });

  test('can be read by its headings and landmarks', () => {
    for (const [path, text] of files) {
      if (!path.endsWith('.html')) continue;
      const { headings, tags } = seen(text);
      expect(headings.filter((level) => level === 1)).toHaveLength(1);
      expect(headings[0]).toBe(1);
      expect(['main', 'nav', 'header', 'footer'].filter((tag) => !tags.has(tag))).toEqual([]);
      expect(text).toMatch(/^<!doctype html>\s+<html lang="en">/);
    }
  });

  test('states no address but those of the descriptions and gateways, and what a format is called by', () => {
    const stated = ['https://api.acme.example/orders', 'https://jsonfeed.org/version/1.1'];
    const found = [...files.values()].flatMap((text) => text.match(/(?:https?:)?\/\/[a-z][^\s"'<&]*/gi) ?? []);
    expect(found.filter((address) => !stated.includes(address))).toEqual([]);
  });

  test('names APIs without an owner, and says why one is not shown', () => {
    expect(JSON.parse(files.get('catalogue.json') ?? '')).toMatchObject({ withoutOwner: ['billing'] });
    expect(files.get('index.html')).toContain('Without an owner');
    expect(files.get('apis/billing.html')).toContain('Its description cannot be read.');
  });
});

/** Relative luminance and contrast as WCAG 2.2 has them. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, bl = 0] = [1, 3, 5]
      .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  };
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

test('every colour of text stands out from what is behind it, in both schemes', () => {
  const style = catalogueFor({}).get('style.css') ?? '';
  const schemes = [...style.matchAll(/:root \{([^}]*)\}/g)].map(
    ([, body = '']) =>
      new Map([...body.matchAll(/--(\w+): (#[0-9a-f]{6})/g)].map(([, name = '', hex = '']) => [name, hex])),
  );
  expect(schemes).toHaveLength(2);
  for (const colours of schemes) {
    for (const text of ['text', 'muted', 'link', 'warn']) {
      for (const behind of ['page', 'raised']) {
        expect(contrast(colours.get(text) ?? '', colours.get(behind) ?? '')).toBeGreaterThanOrEqual(4.5);
      }
    }
  }
});

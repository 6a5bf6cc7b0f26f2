import { describe, expect, test } from 'vitest';
import { between, get, open, today, told } from './between.ts';

describe('lifecycle', () => {
  const deprecated = (sunset: string, level = ''): string =>
    get(`{ deprecated: true, ${sunset === '' ? '' : `x-sunset: ${sunset},`} ${level} responses: {} }`);
  const days = { today, deprecationDays: { beta: 30, stable: 180 } };

  const withSunset = 'endpoint-deprecated-with-sunset info';

  test.each([
    ['no days are asked for', '', '', undefined, 'endpoint-deprecated info'],
    ['a sunset is asked for', '', '', days, 'api-deprecated-sunset-missing error'],
    ['late enough', '"2027-05-19"', '', days, 'endpoint-deprecated-with-sunset info'],
    ['a day too early', '"2027-05-18"', '', days, 'api-sunset-date-too-small error'],
    ['late enough for beta', '"2026-12-20"', 'x-stability-level: beta,', days, 'endpoint-deprecated-with-sunset info'],
    ['in the past, though no days are asked for', '"2026-11-19"', '', undefined, 'api-sunset-date-too-small error'],
    ['a time in RFC 3339', '"2027-05-19T00:00:00Z"', '', days, 'endpoint-deprecated-with-sunset info'],
    ['a time without a zone', '"2027-05-19T00:00:00"', '', days, 'api-deprecated-sunset-parse error'],
    ['an hour that there is not', '"2027-05-19T24:00:00Z"', '', days, 'api-deprecated-sunset-parse error'],
    ['late enough for a level of which nothing is said', '"2027-05-19"', 'x-stability-level: ,', days, withSunset],
    ['a day that there is not', '"2027-02-30"', '', days, 'api-deprecated-sunset-parse error'],
  ])('deprecated: %s', (_name, sunset, level, options, expected) => {
    const base = get(`{ ${level} responses: {} }`);
    expect(told(base, deprecated(sunset, level), options)).toContain(expected);
  });

  test.each([
    ['sooner, within the days', '"2030-01-01"', '"2026-12-01"', 'api-sunset-date-changed-too-small error'],
    ['gone', '"2030-01-01"', '', 'sunset-deleted error'],
    ['no date any more', '"2030-01-01"', 'soon', 'api-path-sunset-parse error'],
    ['never was a date', 'soon', '"2030-01-01"', 'api-path-sunset-parse error'],
  ])('the sunset date: %s', (_name, from, to, expected) => {
    expect(told(deprecated(from), deprecated(to), days)).toEqual([expected]);
  });

  test('a later sunset date is nothing to speak of', () => {
    expect(told(deprecated('"2030-01-01"'), deprecated('"2031-01-01"'), days)).toEqual([]);
  });

  test('what a draft says does not count, what became stable does', () => {
    const level = (name: string, operationId: string): string =>
      get(`{ x-stability-level: ${name}, operationId: ${operationId}, responses: {} }`);
    expect(told(level('draft', 'a'), level('alpha', 'b'))).toEqual([]);
    expect(told(level('stable', 'a'), level('draft', 'b'))).toEqual(['api-stability-decreased error']);
    expect(told(level('alpha', 'a'), level('stable', 'b'))).toEqual(['api-operation-id-removed info']);
    expect(told(level('beta', 'a'), level('stable', 'a'))).toEqual(['api-stability-increased info']);
    expect(told(level('beta', 'a'), level('', 'a'))).toEqual(['api-stability-increased info']);
    expect(told(level('stable', 'a'), level('', 'a'))).toEqual([]);
  });

  test.each([
    ['"2026-11-20"', []],
    ['"2026-11-21"', ['api-path-removed-before-sunset error']],
    ['', ['api-path-removed-with-deprecation info']],
    ['soon', ['api-path-sunset-parse error']],
  ])('removed today, with the sunset %s', (sunset, expected) => {
    expect(told(deprecated(sunset), '{ paths: {} }')).toEqual(expected);
  });

  test('an operation of an unknown level cannot be judged when it goes', () => {
    expect(told(get('{ x-stability-level: ga, responses: {} }'), '{ paths: {} }')).toEqual([
      'api-invalid-stability-level error',
    ]);
  });

  test('a path that is left empty has lost operations, not itself', () => {
    expect(told(open, '{ paths: { /a: {} } }')).toEqual(['api-removed-without-deprecation error']);
    expect(told(open, '{ paths: {} }')).toEqual(['api-path-removed-without-deprecation error']);
  });

  test('a webhook comes and goes as a whole', () => {
    const hook = '{ webhooks: { paid: { post: { responses: {} }, put: { responses: {} } } } }';
    expect(between('{ webhooks: {} }', hook)).toMatchObject([{ id: 'webhook-added', operations: [] }]);
    expect(between(hook, '{ webhooks: {} }')).toMatchObject([{ id: 'webhook-removed', operations: [] }]);
    expect(told(hook, '{ webhooks: { paid: { put: { responses: {} } } } }')).toEqual([
      'api-removed-without-deprecation error',
    ]);
  });
});

describe('security', () => {
  const schemed = (type: string, name: string, list: string): string =>
    get(`{ security: ${list}, responses: {} }`, `components: { securitySchemes: { ${name}: { type: ${type} } } },`);
  const secured = (security: string): string => get(`{ security: ${security}, responses: {} }`);

  test.each([
    [
      'a requirement where there was none',
      open,
      secured('[{ a: [] }]'),
      ['api-access-narrowed error', 'api-security-added info'],
    ],
    [
      'the whole document asks for a key',
      open,
      get('{ responses: {} }', 'security: [{ a: [] }],'),
      ['api-access-narrowed error', 'api-global-security-added info'],
    ],
    [
      'access without credentials beside a key',
      secured('[{ a: [] }]'),
      secured('[{ a: [] }, {}]'),
      ['api-access-opened info'],
    ],
    [
      'an operation that asks for nothing any more',
      secured('[{ a: [] }]'),
      secured('[]'),
      ['api-security-removed error'],
    ],
    [
      'access without credentials is gone',
      secured('[{ a: [] }, {}]'),
      secured('[{ a: [] }]'),
      ['api-access-narrowed error'],
    ],
    [
      'an operation opts out',
      get('{ responses: {} }', 'security: [{ a: [] }],'),
      get('{ security: [], responses: {} }', 'security: [{ a: [] }],'),
      ['api-access-opened info'],
    ],
    [
      'one of two schemes is enough',
      secured('[{ a: [], b: [] }]'),
      secured('[{ a: [] }, { b: [] }]'),
      ['api-security-added info', 'api-security-removed info'],
    ],
    [
      'both schemes are needed',
      secured('[{ a: [] }, { b: [] }]'),
      secured('[{ a: [], b: [] }]'),
      ['api-security-added info', 'api-security-removed error'],
    ],
    ['a scope more', secured('[{ a: [r] }]'), secured('[{ a: [r, w] }]'), ['api-security-scope-added error']],
    [
      'a scope more, and without it another way in',
      secured('[{ a: [], b: [r] }]'),
      secured('[{ a: [], b: [r, w] }, { a: [] }]'),
      ['api-security-added info', 'api-security-scope-added info'],
    ],
    ['a scope less', secured('[{ a: [r, w] }]'), secured('[{ a: [r] }]'), ['api-security-scope-removed info']],
    [
      'a scheme with another name',
      schemed('http, scheme: bearer', 'a', '[{ a: [] }]'),
      schemed('http, scheme: bearer, description: d', 'b', '[{ b: [] }]'),
      ['api-security-component-added info', 'api-security-component-removed info'],
    ],
    [
      'another scheme with another name',
      schemed('http, scheme: bearer', 'a', '[{ a: [] }]'),
      schemed('http, scheme: basic', 'b', '[{ b: [] }]'),
      [
        'api-security-added info',
        'api-security-component-added info',
        'api-security-component-removed info',
        'api-security-removed error',
      ],
    ],
    ['another order', secured('[{ a: [r, w] }, { b: [] }]'), secured('[{ b: [] }, { a: [w, r] }]'), []],
  ])('%s', (_name, before, after, expected) => {
    expect([...new Set(told(before, after))]).toEqual(expected);
  });

  test.each([
    ['[{ a: [r] }, { a: [w] }]', '[{ a: [r] }]', 'Security: a with scope w is gone.'],
    ['[{ a: [r] }]', '[{ a: [r] }, { a: [x, w] }]', 'Security: a with scopes w, x is new.'],
    ['[{ a: [] }, { a: [r] }]', '[{ a: [r] }]', 'Security: a without scopes is gone.'],
    ['[{ a: [r] }, { b: [] }]', '[{ b: [] }]', 'Security: a is gone.'],
  ])('says by its scopes which alternative it is: %s, then %s', (before, after, expected) => {
    expect(between(secured(before), secured(after)).map(({ message }) => message)).toEqual([expected]);
  });

  test('one change for all operations that inherit the requirement', () => {
    const two = (security: string): string =>
      `{ ${security} paths: { /a: { get: { responses: {} } }, /b: { get: { responses: {} }, put: { security: [], responses: {} } } } }`;
    const changes = between(two(''), two('security: [{ a: [] }],')).filter(({ id }) => id === 'api-access-narrowed');
    expect(changes).toMatchObject([
      {
        operations: [
          { method: 'GET', path: '/a' },
          { method: 'GET', path: '/b' },
        ],
      },
    ]);
  });

  const scheme = (one: string, use = 'security: [{ s: [] }],'): string =>
    get('{ responses: {} }', `${use} components: { securitySchemes: { s: ${one} } },`);
  const key = (place: string, name: string): string => `{ type: apiKey, in: ${place}, name: ${name} }`;

  test.each([
    [
      'another header',
      key('header', 'X-A'),
      key('header', 'X-B'),
      ['api-security-component-credentials-changed error'],
    ],
    ['the same header in other letters', key('header', 'X-A'), key('header', 'x-a'), []],
    ['another place', key('header', 'k'), key('query', 'k'), ['api-security-component-credentials-changed error']],
    [
      'another scheme of HTTP',
      '{ type: http, scheme: basic }',
      '{ type: http, scheme: bearer }',
      ['api-security-component-credentials-changed error'],
    ],
    [
      'a bearer token from OAuth',
      '{ type: http, scheme: bearer }',
      '{ type: oauth2, flows: {} }',
      ['api-security-component-type-changed info'],
    ],
  ])('credentials: %s', (_name, before, after, expected) => {
    expect(told(scheme(before), scheme(after))).toEqual(expected);
  });

  test('a scheme that no operation asks for harms nobody', () => {
    expect(told(scheme(key('header', 'X-A'), ''), scheme(key('header', 'X-B'), ''))).toEqual([]);
  });
});

describe('responses', () => {
  const header = (schema: string): string =>
    get(`{ responses: { 200: { description: ok, headers: { X-H: { schema: ${schema} } } } } }`);

  test.each([
    ['a value', '{ type: string, enum: [a] }', '{ type: string, enum: [a, b] }'],
    ['a pattern', "{ type: string, pattern: '^a' }", '{ type: string }'],
    [
      'a value in a list',
      '{ type: array, items: { type: string, enum: [a] } }',
      '{ type: array, items: { type: string, enum: [a, b] } }',
    ],
  ])('a header that allows more: %s', (_name, before, after) => {
    expect(told(header(before), header(after))).toContain('response-header-allows-more error');
    expect(told(header(after), header(before)).filter((line) => line.endsWith('error'))).toEqual([]);
  });

  const responses = (list: string): string => get(`{ responses: { ${list} } }`);
  const json = (type: string): string =>
    `{ description: ok, content: { application/json: { schema: { type: ${type} } } } }`;

  test('the header Content-Type is said by media types', () => {
    const typed = '200: { description: ok, headers: { content-type: { required: true, schema: { type: string } } } }';
    expect(told(responses(typed), responses('200: { description: ok }'))).toEqual([]);
  });

  test('a range stands for the statuses in it', () => {
    expect(told(responses(`200: ${json('string')}`), responses(`2XX: ${json('string')}`))).toEqual([
      'response-success-status-added info',
    ]);
    expect(told(responses(`200: ${json('string')}`), responses(`2XX: ${json('integer')}`))).toContain(
      'response-body-type-changed error',
    );
    expect(told(responses(`200: ${json('string')}`), responses(`4XX: ${json('string')}`))).toContain(
      'response-success-status-removed error',
    );
  });

  test('what a range promised holds for a status that gets a word of its own', () => {
    const range = `2XX: ${json('string')}`;
    expect(told(responses(range), responses(`${range}, 200: ${json('integer')}`))).toContain(
      'response-body-type-changed error',
    );
    for (const other of [json('string'), '{ description: ok }']) {
      expect(told(responses(range), responses(`${range}, 200: ${other}`))).toEqual([
        'response-success-status-added info',
      ]);
    }
  });

  test('`default` is no status', () => {
    expect(told(responses(''), responses(`default: ${json('string')}`))).toEqual([]);
  });

  const media = (type: string): string =>
    responses(`200: { description: ok, content: { ${type}: { schema: { type: string } } } }`);

  test.each([
    ['application/json', 'application/problem+json', ['response-media-type-name-specialized info']],
    ['application/problem+json', 'application/json', ['response-media-type-name-generalized error']],
    [
      'application/a+json',
      'application/b+json',
      ['response-media-type-added info', 'response-media-type-removed error'],
    ],
    ['text/plain; charset=utf-8', 'text/plain; charset=ascii', ['response-media-type-parameter-changed error']],
    ['text/plain; charset=utf-8', 'text/plain; format=flowed', ['response-media-type-name-changed warning']],
    ['*/*', 'application/json', ['response-media-type-name-specialized info']],
    ['text/*', 'text/csv', ['response-media-type-name-specialized info']],
    ['application/json', '*/*', ['response-media-type-added info', 'response-media-type-removed error']],
  ])('%s to %s', (from, to, expected) => {
    expect(told(media(`"${from}"`), media(`"${to}"`))).toEqual(expected);
  });

  const taking = (type: string, schema: string): string =>
    get(`{ requestBody: { content: { "${type}": { schema: { type: ${schema} } } } }, responses: {} }`);

  test.each([
    ['application/json', '*/*', ['request-body-media-type-added info']],
    ['text/csv', 'text/*', ['request-body-media-type-added info']],
    ['application/json', 'text/*', ['request-body-media-type-added info', 'request-body-media-type-removed error']],
    ['*/*', 'application/json', ['request-body-media-type-added info', 'request-body-media-type-removed error']],
  ])('requests: %s to %s', (from, to, expected) => {
    expect(told(taking(from, 'string'), taking(to, 'string'))).toEqual(expected);
  });

  test.each([
    ['request', 'string', 'integer', 'request-body'],
    ['response', 'integer', 'string', 'response-body'],
  ])('what a range said holds for a media type that gets a word of its own: %s', (surface, from, to, id) => {
    const content = (own: string): string => `{ content: { "*/*": { schema: { type: ${from} } } ${own} } }`;
    const api = (own: string): string =>
      get(
        surface === 'request'
          ? `{ requestBody: ${content(own)}, responses: {} }`
          : `{ responses: { 200: ${content(own)} } }`,
      );
    const named = (type: string): string => api(`, application/json: { schema: { type: ${type} } }`);
    expect(told(api(''), named(to))).toContain(`${id}-type-changed error`);
    expect(told(api(''), named(from))).toEqual([`${surface === 'request' ? id : surface}-media-type-added info`]);
  });

  test('a range is held to the schemas of what stands in it', () => {
    expect(told(taking('application/json', 'integer'), taking('*/*', 'string'))).toContain(
      'request-body-type-changed error',
    );
    const hook = (type: string): string =>
      `{ webhooks: { w: { post: { requestBody: { content: { "${type}": {} } }, responses: {} } } } }`;
    expect(told(hook('application/json'), hook('*/*'))).toContain('request-body-media-type-added error');
  });
});

test('of many ways that are asked for a few are named', () => {
  const asked = (name: string): string =>
    `security: [${Array.from({ length: 500 }, (_, index) => `{ ${name}${String(index)}: [] }`).join(', ')}],`;
  const narrowed = between(get('{ responses: {} }'), get(`{ ${asked('k')} responses: {} }`)).filter(
    ({ id }) => id === 'api-access-narrowed',
  );
  expect(narrowed.map(({ message }) => message)).toEqual([
    expect.stringMatching(/refused now; asked for: k0 or k1 or .* and 490 more\.$/),
  ]);
});

describe('what travels the other way', () => {
  const hook = (where: string, required: string, properties: string): string => {
    const payload = `content: { application/json: { schema: { type: object, required: [${required}], properties: { ${properties} } } } }`;
    return where === 'request'
      ? `{ webhooks: { w: { post: { requestBody: { ${payload} }, responses: {} } } } }`
      : `{ webhooks: { w: { post: { responses: { 200: { description: ok, ${payload} } } } } } }`;
  };

  test.each([
    ['request', ['', ''], ['', 'x: {}'], 'new-optional-request-property info'],
    ['request', ['x', 'x: {}'], ['', ''], 'request-property-removed error'],
    ['request', ['', 'x: {}'], ['', ''], 'request-property-removed info'],
    ['response', ['', ''], ['x', 'x: {}'], 'response-required-property-added error'],
    ['response', ['', ''], ['', 'x: {}'], 'response-optional-property-added info'],
    ['response', ['x', 'x: {}'], ['', ''], 'response-required-property-removed warning'],
  ])('the %s of a webhook: %j to %j', (where, [oldNames = '', old = ''], [names = '', now = ''], expected) => {
    expect(told(hook(where, oldNames, old), hook(where, names, now))).toContain(expected);
  });

  test.each([
    ['required: true,', 'request-parameter-removed error'],
    ['', 'request-parameter-removed info'],
  ])('a header of a webhook that is gone: %s', (required, expected) => {
    const hooked = (header: string): string =>
      `{ webhooks: { w: { post: { parameters: [${header}], responses: {} } } } }`;
    expect(told(hooked(`{ name: X-A, in: header, ${required} schema: {} }`), hooked(''))).toEqual([expected]);
  });

  test('callbacks of an operation that is gone go with it', () => {
    const withCallback = get('{ responses: {}, callbacks: { c: { "{$url}": { post: { responses: {} } } } } }');
    expect(told(withCallback, '{ paths: {} }')).toEqual(['api-path-removed-without-deprecation error']);
    expect(told(open, withCallback)).toEqual(['endpoint-added info']);
  });
});

describe('names that anybody chooses', () => {
  test('may begin with x-', () => {
    const header = (name: string): string =>
      get(`{ responses: { 200: { description: ok, headers: { ${name}: { schema: { type: string } } } } } }`);
    expect(told(header('x-rate-limit'), header('x-request-id'))).toEqual([
      'optional-response-header-removed info',
      'response-header-added info',
    ]);
  });
});

describe('the version', () => {
  const versioned = (version: string, paths: string): string =>
    `{ info: { title: A, version: ${version} }, paths: ${paths} }`;
  const one = '{ /a: { get: { responses: {} } } }';

  test.each([
    ['1.0.0', '1.0.0', 'api-version-not-bumped'],
    ['2.0.0', '1.0.0', 'api-version-decreased'],
    ['1.0.0', '1.0.0-rc.1', 'api-version-decreased'],
    ['1.0.0', '1.1.0', 'api-major-version-not-bumped'],
    ['v1.0.0', 'v1.1.0', 'api-major-version-not-bumped'],
    ['0.1.0', '0.1.1', 'api-major-version-not-bumped'],
    ['0.1.0', '0.2.0', ''],
    ['1.0.0', '2.0.0+build.5', ''],
    ['"1.0"', '"1.0"', ''],
    ['v1', 'v1', ''],
    ['"2026-01-01"', '"2026-01-01"', ''],
    ['01.0.0', '01.0.0', ''],
  ])('%s to %s', (from, to, expected) => {
    const ids = between(versioned(from, one), versioned(to, '{}')).map(({ id }) => id);
    expect(ids).toEqual(['api-path-removed-without-deprecation', ...(expected === '' ? [] : [expected])]);
    expect(told(versioned(from, '{}'), versioned(to, one))).toEqual(['endpoint-added info']);
  });

  test.each([
    ['2.0.0', '1.0.0', 'Something breaks, and the version went back from 2.0.0 to 1.0.0.'],
    ['1.0.0-rc.1', '1.0.0', 'Something breaks, and the version went from 1.0.0-rc.1 to 1.0.0 only.'],
    ['1.0.0+a', '1.0.0+b', 'Something breaks, and the version went from 1.0.0+a to 1.0.0+b only.'],
  ])('%s to %s is said as it is', (from, to, message) => {
    expect(between(versioned(from, one), versioned(to, '{}'))[1]?.message).toBe(message);
  });
});

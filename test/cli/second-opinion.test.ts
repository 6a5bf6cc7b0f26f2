import { describe, expect, it } from 'vitest';
import { disagreements } from '../../src/cli/check/second-opinion/disagreements.ts';
import { secondOpinion } from '../../src/cli/check/second-opinion/opinion.ts';
import { compareInFull } from '../../src/compare/compare.ts';
import type { Change } from '../../src/compare/change.ts';
import type { Description } from '../../src/spec/description.ts';
import { load } from '../../src/spec/load.ts';

function description(text: string): Description {
  const result = load('api.yaml', { read: (path) => (path === 'api.yaml' ? Buffer.from(text) : null) });
  if (result.kind !== 'loaded') throw new Error(JSON.stringify(result));
  return result.description;
}

const operation = (type: string, version = '3.0.3'): Description =>
  description(`openapi: ${version}
info: { title: t, version: '1' }
paths:
  /a.b:
    post:
      parameters: [{ name: q, in: query, schema: { type: ${type} } }]
      requestBody: { content: { application/json: { schema: { type: ${type} } } } }
      responses: { '200': { description: ok } }
`);

const opinion = (base: Description, head: Description): Promise<string[]> =>
  secondOpinion(base, head, compareInFull(base, head, { today: '2026-11-20' }));

describe('the second opinion', () => {
  it('is asked in a process of its own, and agrees where both see it', async () => {
    expect(await opinion(operation('string'), operation('boolean'))).toEqual([
      'openapi-diff agrees: 1 operation is broken for both.',
    ]);
  });

  it('is explained where it alone complains', async () => {
    const grown = (properties: string): Description =>
      description(`openapi: 3.0.3
info: { title: t, version: '1' }
paths:
  /a:
    post:
      requestBody: { content: { application/json: { schema: { type: object, properties: { ${properties} } } } } }
      responses: { '200': { description: ok } }
`);
    expect(await opinion(grown('a: { type: string }'), grown('a: { type: string }, b: { type: string }'))).toEqual([
      'openapi-diff disagrees about 1 operation; 0 operations are broken for both.',
      '  only openapi-diff calls POST /a broken: request.body.scope.remove',
      '    Only a value with a name that nobody declared before would be refused now.',
    ]);
  });

  it('says why there is none', async () => {
    const [line] = await opinion(operation('string', '3.1.0'), operation('boolean', '3.1.0'));
    expect(line).toMatch(/^openapi-diff has no opinion: /);
  });
});

describe('disagreements', () => {
  const known = [
    { method: 'GET', path: '/a' },
    { method: 'GET', path: '/a.get' },
    { method: 'PUT', path: '/a.get' },
  ];
  const ours = (...operations: string[]): Change => ({
    ...{ id: 'x', level: 'error', args: [], message: 'A.', cause: '#', fingerprint: 'f', via: [], count: 1 },
    operations: operations.map((text) => ({ method: text.split(' ')[0] ?? '', path: text.split(' ')[1] ?? '' })),
  });

  it('reads their places, also where a path holds dots or stands for all of its operations', () => {
    const theirs = ['paths./a.get.requestBody', 'paths./a.get.put', 'paths./gone'].map((location) => ({
      code: 'c',
      location,
    }));
    expect(disagreements([ours('GET /a')], theirs, known)).toEqual({
      agreed: 1,
      disagreements: [
        { where: 'PUT /a.get', who: 'only openapi-diff', what: ['c'] },
        { where: '/gone', who: 'only openapi-diff', what: ['c'] },
      ],
    });
  });

  it('counts errors only', () => {
    expect(disagreements([{ ...ours('GET /a'), level: 'warning' }], [], known).disagreements).toEqual([]);
    expect(disagreements([ours('GET /a')], [], known).disagreements).toEqual([
      { where: 'GET /a', who: 'only Sluice', what: ['x'] },
    ]);
  });
});

import { afterEach, beforeAll, expect, it } from 'vitest';
import { rootsThatReach } from '../../../src/jobs/platform/references.ts';
import { fakeGit } from '../../github/fake-git.ts';
import { cleanNetwork, forbidNetwork, testRepo } from '../../github/world.ts';

beforeAll(forbidNetwork);
afterEach(cleanNetwork);

it.each([
  ['a.yaml', '$ref: "shared parts.yaml#/A"'],
  ['a.yaml', "'$ref': './shared parts.yaml#/A'"],
  ['a.yaml', '$ref: shared parts.yaml#/A'],
  ['a.yaml', '$ref: shared%20parts.yaml # all of it'],
  ['a.yaml', 'x: { $ref: shared parts.yaml }, y: 1'],
  ['a.json', '{"$ref":"shared parts.yaml#/A"}'],
  ['v1/a.json', String.raw`{ "$ref" : "..\/shared parts.yaml" }`],
])('%s reaches it by %s', async (path, reference) => {
  const repo = await testRepo();
  const files = { 'shared parts.yaml': 'A: {}\n', [path]: `${reference}\n`, 'other.yaml': '$ref: parts.yaml\n' };
  const root = `openapi: 3.1.0\npaths: { /a: { $ref: "${path}" } }\n`;
  const commit = fakeGit().commitFiles({ ...files, 'root.yaml': root, 'loose.yaml': 'openapi: 3.1.0\n' }, []);
  expect(await rootsThatReach(repo, commit, new Set(['shared parts.yaml']))).toEqual(new Set(['root.yaml']));
});

it('reads what changed, and nothing else again', async () => {
  const git = fakeGit();
  const files = {
    'shared.yaml': 'B: {}\n',
    'part.yaml': '$ref: shared.yaml#/B\n',
    'api.yaml': 'openapi: 3.1.0\nx: { $ref: part.yaml }\n',
  };
  const before = git.commitFiles(files, []);
  const changed = new Set(['shared.yaml']);
  expect(await rootsThatReach(await testRepo(), before, changed)).toEqual(new Set(['api.yaml']));
  const after = git.commitFiles({ ...files, 'part.yaml': 'C: {}\n' }, [before]);
  git.log.length = 0;
  expect(await rootsThatReach(await testRepo(), after, changed)).toEqual(new Set());
  expect(git.log.filter((line) => line.includes('/blobs/'))).toHaveLength(1);
});

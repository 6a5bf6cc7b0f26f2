import { beforeAll, describe, expect, test } from 'vitest';
import { asYaml, describeDocument, inTwoFiles } from '../metamorphic/documents.ts';
import { errorsBetween } from '../metamorphic/errors.ts';
import { prefixed, rewrites } from '../metamorphic/rewrites.ts';
import { compare } from '../../../src/compare/compare.ts';
import type { Description } from '../../../src/spec/description.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { largeDocument, largeNames } from './documents.ts';

/** Far above what one takes on a quiet machine (2 s): what enumerates paths, or proves without end, takes hours. */
const PATIENCE_MS = 120_000;

const described: Readonly<Record<string, (document: JsonObject) => Description | undefined>> = {
  ...Object.fromEntries(
    Object.entries(rewrites).map(([name, rewrite]) => [
      name,
      (document) => {
        const rewritten = rewrite(document);
        return rewritten === undefined ? undefined : describeDocument(rewritten);
      },
    ]),
  ),
  'one file and two': inTwoFiles,
};

/** Each rewrite is applied wherever it can be, thousands of places at once. */
describe.skipIf(largeNames.length === 0)('what says the same is no error, in large descriptions', () => {
  describe.each(largeNames)('%s', (name) => {
    let document: JsonObject = {};
    let base: Description;
    // Not while tests are collected: all of them would be held at once.
    beforeAll(() => {
      document = largeDocument(name, 'base');
      base = describeDocument(document);
    });

    test.each(Object.entries(described))(
      '%s',
      (_, rewrite) => {
        const rewritten = rewrite(document);
        if (rewritten !== undefined) expect(errorsBetween(base, rewritten)).toEqual([]);
      },
      PATIENCE_MS,
    );

    test('itself gives nothing, read again and from YAML', { timeout: PATIENCE_MS }, () => {
      const options = { today: '2026-11-20' };
      expect(compare(base, base, options)).toEqual([]);
      expect(compare(base, describeDocument(document), options)).toEqual([]);
      expect(compare(base, asYaml(document), options)).toEqual([]);
    });

    test(
      'a prefix of the paths and of the server',
      () => {
        const inPaths = describeDocument(prefixed(document, 'paths'));
        for (const where of ['servers', 'own servers'] as const) {
          expect(errorsBetween(inPaths, describeDocument(prefixed(document, where)))).toEqual([]);
        }
      },
      PATIENCE_MS,
    );
  });
});

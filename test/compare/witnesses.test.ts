import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { reported, type ReportedChange } from '../../src/cli/check/report.ts';
import { compare } from '../../src/compare/compare.ts';
import type { Description } from '../../src/spec/description.ts';
import { load } from '../../src/spec/load.ts';
import { largeText } from './large-pair.ts';
import { shared } from './shared.ts';
import { Stranger } from './stranger.ts';

const corpora = shared('corpora');
const show = (path: string): string => path;

interface Judged {
  /** What is wrong with the witnesses of a pair. */
  readonly faults: readonly string[];
  readonly witnesses: number;
  /** Errors that are neither shown nor proved. */
  readonly unproved: number;
}

function judge(name: string, base: Uint8Array, head: Uint8Array): Judged {
  const all = compare(describeText(base), describeText(head), { today: '2026-11-20', witness: 'all' }).map((change) =>
    reported(change, show, show),
  );
  const changes = all.filter(({ witness }) => witness !== null);
  const unproved = all.filter((change) => change.unproved).length;
  if (changes.length === 0) return { faults: [], witnesses: 0, unproved };
  const [before, after] = [base, head].map((text) => new Stranger(parsed(text)));
  if (before === undefined || after === undefined) throw new Error('no text');
  const faults = changes.flatMap((change) =>
    faultsOf(change, before, after).map((fault) => `${name}: ${change.id}: ${fault}`),
  );
  return { faults, witnesses: changes.length, unproved };
}

function describeText(bytes: Uint8Array): Description {
  const result = load('api.yaml', { read: (path) => (path === 'api.yaml' ? bytes : null) });
  if (result.kind !== 'loaded') throw new Error(JSON.stringify(result));
  return result.description;
}

function parsed(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes).toString('utf8');
  return text.startsWith('{') ? JSON.parse(text) : parse(text, { maxAliasCount: -1, merge: true });
}

function faultsOf(change: ReportedChange, before: Stranger, after: Stranger): string[] {
  const { witness, id, property, operations } = change;
  if (witness === null) return [];
  const { surface, part, instance, acceptedBy, base, head } = witness;
  const [first] = operations;
  const isReversed = /^(?:webhook|callback):/.test(first?.path ?? '');
  const isSent = (surface === 'request') !== isReversed;
  const parts = id.includes('-parameter-')
    ? [before, after].flatMap((side) => side.partsOf(first?.method ?? '', first?.path ?? '', nameIn(property)))
    : [
        /-header-/.test(id) && !/header-property/.test(id) ? 'header' : 'body',
        ...(/header/.test(id) ? ['header'] : []),
      ];
  const valid = {
    base: before.accepts(base, instance, surface),
    head: after.accepts(head, instance, surface),
  };
  return [
    ...(id.includes(surface) ? [] : [`shown in a ${surface}`]),
    ...(acceptedBy === (isSent ? 'base' : 'head') ? [] : [`accepted by ${acceptedBy}`]),
    ...(parts.includes(part) ? [] : [`in the ${part}, not ${parts.join()}`]),
    ...(valid[acceptedBy] ? [] : [`${JSON.stringify(instance)} is refused at ${String(witness[acceptedBy])}`]),
    ...(valid[acceptedBy === 'base' ? 'head' : 'base']
      ? [`${JSON.stringify(instance)} is accepted on both sides`]
      : []),
  ];
}

/** A parameter's own name, where a property of its value is named. */
function nameIn(property: string | null): string {
  return property?.replace(/(?:\.\[\]|\[|\.).*$/, '') ?? '';
}

describe.skipIf(!existsSync(corpora))('a stranger’s validator confirms every witness, and few errors have none', () => {
  test.each([
    ['oasdiff', 240, 3],
    ['probes', 12, 0],
    ['optic', 25, 0],
  ])('of %s', { timeout: 120_000 }, (folder, least, most) => {
    const found = readdirSync(join(corpora, folder)).map((pair) =>
      judge(pair, textOf(folder, pair, 'base.yaml'), textOf(folder, pair, 'revision.yaml')),
    );
    expect(found.flatMap(({ faults }) => faults)).toEqual([]);
    expect(found.reduce((sum, { witnesses }) => sum + witnesses, 0)).toBeGreaterThanOrEqual(least);
    expect(found.reduce((sum, { unproved }) => sum + unproved, 0)).toBeLessThanOrEqual(most);
  });

  test.each([
    ['stripe', 65, 0],
    ['gh-api', 65, 3],
    ['gh-ghes', 3, 0],
    ['twilio', 10, 1],
  ])('of %s', { timeout: 180_000 }, (name, least, most) => {
    const { faults, witnesses, unproved } = judge(name, largeText(name, 'base'), largeText(name, 'revision'));
    expect(faults).toEqual([]);
    expect(witnesses).toBeGreaterThanOrEqual(least);
    expect(unproved).toBeLessThanOrEqual(most);
  });
});

function textOf(folder: string, pair: string, file: string): Buffer {
  return readFileSync(join(corpora, folder, pair, file));
}

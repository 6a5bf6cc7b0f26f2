import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/compare/change.ts';
import { semverVerdict } from '../../src/compare/semver.ts';

function change(level: Change['level'], id = 'x'): Change {
  return { id, level, operations: [], args: [], message: '', cause: '#', fingerprint: '', via: [], count: 1 };
}

const breaking = [change('info', 'endpoint-added'), change('error')];
const risky = [change('warning')];
const adding = [change('info', 'endpoint-added')];
const cosmetic = [change('info', 'api-operation-id-removed')];

describe('the version that the changes ask for', () => {
  it.each([
    ['1.4.2', '1.4.2', breaking, 'major', false],
    ['1.4.2', '1.5.0', breaking, 'major', false],
    ['1.4.2', '2.0.0', breaking, 'major', true],
    ['v1', 'v2', breaking, 'major', true],
    ['0.3.0', '0.4.0', breaking, 'major', true],
    ['0.3.0', '0.3.1', breaking, 'major', false],
    ['2.0.0', '1.9.0', breaking, 'major', false],
    ['2.0.0-rc.1', '2.0.0', breaking, 'major', true],
    ['2.0.0-rc.1', '2.0.0-rc.2', breaking, 'major', true],
    ['1.4.2', '1.4.3', risky, 'minor', false],
    ['1.4.2', '1.5.0', risky, 'minor', true],
    ['1.4', '1.5', adding, 'minor', true],
    ['1.4.2', '1.4.2', cosmetic, 'patch', false],
    ['1.4.2', '1.4.3', cosmetic, 'patch', true],
    ['1.4.2', '1.4.1', cosmetic, 'patch', false],
  ] as const)('%s → %s', (from, to, changes, needed, enough) => {
    expect(semverVerdict(from, to, changes)).toEqual({ from, to, needed, enough });
  });

  it.each([
    ['nothing changed', '1.0.0', '1.0.0', []],
    ['versions are dates', '2026-01-01', '2026-02-01', breaking],
    ['versions are dates with dots', '2024.10.1', '2024.11.1', breaking],
    ['versions are dates in one number', '20241001', '20241101', breaking],
    ['versions are years', 'v2024', 'v2025', adding],
    ['a version becomes a date', '1.4.2', '2024.10', breaking],
    ['a version is a word', 'latest', '1.0.0', breaking],
  ] as const)('is not asked where %s', (_, from, to, changes) => {
    expect(semverVerdict(from, to, changes)).toBeUndefined();
  });
});

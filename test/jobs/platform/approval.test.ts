import { describe, expect, it } from 'vitest';
import { approvalGroups } from '../../../src/jobs/platform/approval.ts';

const floors = { production: { approvalTeams: ['@acme/platform'] } };

function groups(environment: string, teams?: string[]): readonly (readonly string[])[] {
  const approval = teams && { approval: { teams } };
  const config = { environments: { [environment]: { targets: ['edge'], ...approval } } };
  return approvalGroups({ floors }, config, environment);
}

describe('approvalGroups', () => {
  it('asks nobody where neither the operator nor the repository does', () => {
    expect(groups('staging')).toEqual([]);
  });

  it('keeps the floor where the repository says nothing', () => {
    expect(groups('production')).toEqual([['@acme/platform']]);
  });

  it('lets a repository tighten the floor and never replace it', () => {
    expect(groups('production', ['@acme/interns'])).toEqual([['@acme/platform'], ['@acme/interns']]);
  });

  it('takes an environment called like a property of objects for what it is', () => {
    expect(groups('constructor')).toEqual([]);
  });
});

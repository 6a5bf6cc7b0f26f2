import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Probot } from 'probot';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../src/app/commands/index.ts';
import { events } from '../src/app/events/index.ts';
import type { Needs } from '../src/local/github/access.ts';
import { checks } from '../src/local/github/rest/checks.ts';
import { comments } from '../src/local/github/rest/comments.ts';
import { commits } from '../src/local/github/rest/commits.ts';
import { contents } from '../src/local/github/rest/contents.ts';
import { deployments } from '../src/local/github/rest/deployments.ts';
import { gitData } from '../src/local/github/rest/git-data.ts';
import { issues } from '../src/local/github/rest/issues.ts';
import { collaborators } from '../src/local/github/rest/people.ts';
import { pulls } from '../src/local/github/rest/pulls.ts';
import { repositories } from '../src/local/github/rest/repositories.ts';
import { reviews } from '../src/local/github/rest/reviews.ts';
import { WEBHOOK_PATH } from '../src/web/webhooks.ts';

const root = new URL('../', import.meta.url);
const manifest = parse(readFileSync(new URL('app.yml', root), 'utf8')) as {
  url: string;
  hook_attributes: { url: string };
  default_permissions: Record<string, string>;
  default_events: string[];
};

/** GitHub sends these to every App and refuses a manifest that asks for them. */
const ALWAYS_SENT = ['installation', 'installation_repositories', 'github_app_authorization', 'ping', 'meta'];

/** The permission that GitHub asks for before an App may subscribe. */
const EVENT_NEEDS: Readonly<Record<string, string>> = {
  check_run: 'checks',
  check_suite: 'checks',
  issue_comment: 'issues',
  merge_group: 'merge_queues',
  pull_request: 'pull_requests',
  push: 'contents',
};

function handledEvents(): string[] {
  const names = new Set<string>();
  const app = {
    on(asked: string | string[]) {
      for (const name of [asked].flat()) names.add(name.replace(/\..*/, ''));
    },
  };
  events(app as unknown as Probot, () => Promise.resolve(), commands);
  return [...names].sort();
}

/** Every `octokit.rest.GROUP.METHOD` of the App, by GitHub's operationId. */
function usedOperations(): string[] {
  const files = ['app', 'cli', 'github', 'jobs', 'web'].flatMap((room) => {
    const folder = fileURLToPath(new URL(`src/${room}`, root));
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
  });
  const used = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\brest\.([a-z]\w*)\.([a-z]\w*)/g)].map(
      ([, group = '', method = '']) =>
        `${group}/${method.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    ),
  );
  return [...new Set(used)].sort();
}

const operationNeeds = new Map<string, Needs['app']>(
  [
    ...[checks, comments, commits, contents, deployments, gitData, issues],
    ...[collaborators, pulls, repositories, reviews],
  ]
    .flat()
    .map(({ id, needs }) => [id, needs.app]),
);
operationNeeds.set('teams/get-membership-for-user-in-org', [['members', 'read']]);

type Permissions = Readonly<Record<string, string | undefined>>;

/** Operations and events that these permissions do not allow. */
function notAllowed(permissions: Permissions): string[] {
  const allows = (needs: Needs['app']): boolean =>
    needs.some(([name, level]) => permissions[name] === 'write' || permissions[name] === level);
  const operations = usedOperations().filter((id) => !id.startsWith('apps/'));
  return [
    ...operations.filter((id) => !allows(operationNeeds.get(id) ?? [])),
    ...manifest.default_events.filter((event) => permissions[EVENT_NEEDS[event] ?? ''] === undefined),
  ];
}

describe('app.yml', () => {
  test('asks for the events that are handled, and for none that GitHub sends anyway', () => {
    const handled = handledEvents();
    expect(handled).toContain('installation');
    expect(manifest.default_events).toEqual(handled.filter((name) => !ALWAYS_SENT.includes(name)));
  });

  test('sends webhooks to the path that is served', () => {
    expect(new URL(manifest.hook_attributes.url).pathname).toBe(WEBHOOK_PATH);
  });

  test('asks for permissions that allow every operation in use', () => {
    expect(usedOperations().length).toBeGreaterThan(30);
    expect(notAllowed(manifest.default_permissions)).toEqual([]);
  });

  const { metadata, ...optional } = manifest.default_permissions;

  test('reads metadata, as every App does', () => {
    expect(metadata).toBe('read');
  });

  test.each(Object.entries(optional))('cannot do with less than %s: %s', (name, level) => {
    const less = level === 'write' ? { [name]: 'read' } : { [name]: undefined };
    expect(notAllowed({ ...manifest.default_permissions, ...less })).not.toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { RepoRef } from '../../src/jobs/requests.ts';
import { startLocalGitHub, type LocalGitHub } from '../../src/local/github/server.ts';
import { person } from '../../src/local/story/person.ts';
import { startProcess } from '../../src/local/story/processes.ts';
import { ordersDescription, sampleTargets } from '../../src/local/story/sample.ts';
import type { Bench } from './part.ts';

const OWNER = 'acme';
const BRANCH = 'main';
const SECRET = 'a-secret-of-the-benchmark';

/** A local GitHub with the App installed on a repository of two descriptions and on a large one, and a gateway. */
export interface Platform {
  readonly github: LocalGitHub;
  readonly appId: number;
  readonly privateKey: string;
  readonly targets: string;
  readonly targetSecret: string;
  /** A new repository in which each of so many descriptions has 100 operations and is an API of its own. */
  repository(name: string, descriptions: number): Promise<RepoRef>;
  /** Pushes a breaking change of one description, and another one when it is called again. */
  push(repo: RepoRef, api: number, branch: string): Promise<void>;
  /** Returns the pull request's number. */
  open(repo: RepoRef, branch: string): Promise<number>;
}

export async function startPlatform(bench: Bench): Promise<Platform> {
  const folder = await bench.folder();
  const github = await startLocalGitHub({ dataDir: join(folder, 'github'), requestsPerHour: 1_000_000 });
  bench.keep(github, () => github.close());
  const gateway = await startGateway(bench, folder);
  const mira = github.createUser('mira');
  github.createOrganisation(OWNER, { owners: ['mira'] });
  const manifest = manifestSchema.parse(parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8')));
  const { appId, privateKeyPem } = await github.registerApp(OWNER, {
    name: 'sluice',
    webhookUrl: null,
    webhookSecret: SECRET,
    permissions: manifest.default_permissions,
    events: manifest.default_events,
  });
  const installation = github.install(appId, OWNER);
  let pushes = 0;
  return {
    github,
    appId,
    privateKey: privateKeyPem,
    targets: sampleTargets(gateway),
    targetSecret: SECRET,
    async repository(name, descriptions) {
      const fullName = await github.createRepository(OWNER, name, { 'README.md': '# APIs\n' }, { private: true });
      const common = { url: github.url, apiUrl: github.apiUrl, owner: OWNER, repo: name, branch: BRANCH };
      const importer = person({ ...common, login: 'mira', token: mira.token(), folder: join(folder, name) });
      await importer.push(BRANCH, 'Import every API', platformFiles(descriptions));
      const { data } = await importer.octokit.rest.repos.get({ owner: OWNER, repo: name });
      return { installation, id: data.id, fullName };
    },
    async push({ fullName }, api, branch) {
      const path = specOf(api);
      const text = await github.readFile(fullName, BRANCH, path);
      if (text === undefined) throw new Error(`${fullName} has no ${path}`);
      pushes += 1;
      const files = { [path]: text.replace('maximum: 1000', `maximum: ${pushes}`) };
      await mira.commit(fullName, { branch, files, message: `At most ${pushes}` });
    },
    open: ({ fullName }, branch) =>
      mira.openPull(fullName, { title: `Smaller orders: ${branch}`, head: branch, base: BRANCH }),
  };
}

const manifestSchema = z.object({
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
  default_events: z.array(z.string()),
});

function specOf(api: number): string {
  return `apis/api-${api}/openapi.yaml`;
}

function platformFiles(descriptions: number): Record<string, string> {
  const apis = Array.from({ length: descriptions }, (_, api) => api);
  const text = ordersDescription();
  const entries = apis.map(
    (api) => `  - { name: api-${api}, spec: ${specOf(api)}, gateway: { upstream: "http://127.0.0.1:9" } }\n`,
  );
  return {
    '.github/sluice.yaml': `apis:\n${entries.join('')}environments:\n  production: { targets: [edge] }\n`,
    ...Object.fromEntries(apis.map((api) => [specOf(api), text.replace('title: Orders', `title: API ${api}`)])),
  };
}

async function startGateway(bench: Bench, folder: string): Promise<{ url: string; admin: string }> {
  const running = startProcess({
    args: ['gateway', '--port', '0', '--admin-port', '0', '--data', join(folder, 'gateway')],
    env: { SLUICE_GATEWAY_SECRET: SECRET },
    log: join(folder, 'gateway.log'),
  });
  bench.keep(running, () => running.stop());
  return JSON.parse(await running.line((text) => text.startsWith('{"url"'))) as { url: string; admin: string };
}

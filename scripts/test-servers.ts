/**
 * Builds the real gateways with Go and runs the tests that need them: `npm run test:servers`, or with the names of some suites. Exits
 * with 1 where a server is missing, a test failed, or a suite ran no test.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { buildServer } from '../test/servers/build.ts';
import { versionOf, type ModuleName, type Program } from '../test/servers/server.ts';

interface Suite {
  /** Files and folders of tests. */
  readonly tests: readonly string[];
  readonly builds: readonly ModuleName[];
  readonly servers: readonly Program[];
}

/** One line for each kind of target that has a real server. */
const suites: Readonly<Record<string, Suite>> = {
  git: { tests: ['test/gateway/git'], builds: ['kubernetes'], servers: ['kube-apiserver', 'etcd'] },
  kubernetes: {
    tests: ['test/gateway/kubernetes'],
    builds: ['kubernetes', 'traefik'],
    servers: ['kube-apiserver', 'etcd', 'traefik'],
  },
  traefik: { tests: ['test/gateway/traefik'], builds: ['traefik'], servers: ['traefik'] },
  tyk: { tests: ['test/gateway/tyk'], builds: ['tyk'], servers: ['tyk', 'redis-server'] },
};

const reportSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
});

/** Whether every test of the suite ran and passed. */
function run(name: string, { tests, builds, servers }: Suite, folder: string): boolean {
  for (const module of builds) buildServer(module);
  const report = join(folder, `${name}.json`);
  const started = performance.now();
  spawnSync(
    process.execPath,
    [
      join('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      ...tests,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { stdio: ['ignore', 2, 2], env: { ...process.env, SLUICE_SERVERS: 'required' } },
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const result = reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
  const versions = servers.map((server) => `${server} ${versionOf(server)}`).join(', ');
  const counts = `${result.numPassedTests} passed, ${result.numFailedTests} failed, ${result.numPendingTests} not run`;
  process.stdout.write(`${name}: ${versions}: ${counts} (${seconds} s)\n`);
  return result.success && result.numPassedTests > 0;
}

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(suites, name));
if (unknown !== undefined) throw new Error(`There is no suite ${unknown}. Known: ${Object.keys(suites).join(', ')}.`);

const folder = mkdtempSync(join(tmpdir(), 'sluice-servers-'));
try {
  const chosen = Object.entries(suites).filter(([name]) => asked.length === 0 || asked.includes(name));
  const failed = chosen.filter(([name, suite]) => !run(name, suite, folder)).map(([name]) => name);
  if (failed.length > 0) {
    process.stdout.write(`Failed: ${failed.join(', ')}\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

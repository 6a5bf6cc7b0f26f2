import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { shipped } from '../../config/package.ts';
import { isGitHubError } from '../../github/errors.ts';
import type { GitHub } from '../../github/client.ts';
import type { Installation } from '../../github/installations.ts';
import { messageOf, ok, problem, type Finding } from './finding.ts';

export interface GitHubChecked {
  readonly findings: readonly Finding[];
  /** Those that can be worked with. */
  readonly installations: readonly Installation[];
}

/** Whether GitHub knows the App, where it is installed, and whether it was given what `app.yml` asks for. */
export async function checkGitHub(github: GitHub): Promise<GitHubChecked> {
  try {
    const { slug } = await github.app();
    const installations = await github.installations();
    const findings = [
      ok('credentials', `GitHub knows this App as ${slug}`),
      ...checkInstallations(slug, installations),
    ];
    return { findings, installations: installations.filter(({ suspended }) => !suspended) };
  } catch (error) {
    return { findings: [problem('credentials', messageOf(error), fixFor(error))], installations: [] };
  }
}

function fixFor(error: unknown): string {
  if (isGitHubError(error, 'unauthorized') || isGitHubError(error, 'not-found')) {
    return "set APP_ID and PRIVATE_KEY to those on the App's settings page; the clock of this machine must be right";
  }
  return 'make GitHub reachable from here (GHE_HOST for an Enterprise Server) and try again';
}

function checkInstallations(slug: string, installations: readonly Installation[]): Finding[] {
  if (installations.length === 0) {
    const fix = `install it: on the App's page (${slug}) choose Install`;
    return [problem('installations', 'the App is installed nowhere', fix)];
  }
  const manifest = readManifest();
  return installations.flatMap((installation) => checkInstallation(installation, manifest));
}

function checkInstallation(installation: Installation, manifest: Manifest): Finding[] {
  const check = `installation on ${installation.account}`;
  if (installation.suspended) {
    return [
      problem(check, 'is suspended', `an owner of ${installation.account} unsuspends it in the settings, GitHub Apps`),
    ];
  }
  const lacking = Object.entries(manifest.default_permissions)
    .filter(([name, level]) => rank(installation.permissions[name]) < rank(level))
    .map(([name, level]) => `${name}: ${level}`);
  const deaf = manifest.default_events.filter((event) => !installation.events.includes(event));
  return [
    lacking.length === 0
      ? ok(check, 'has every permission')
      : problem(
          check,
          `lacks ${lacking.join(', ')}`,
          `give the App these permissions in its settings, then an owner of ${installation.account} accepts them`,
        ),
    ...(deaf.length === 0
      ? []
      : [problem(check, `is not told of ${deaf.join(', ')}`, 'subscribe the App to these events in its settings')]),
  ];
}

function rank(level: string | undefined): number {
  return ['read', 'write', 'admin'].indexOf(level ?? '') + 1;
}

const manifestSchema = z.object({
  default_permissions: z.record(z.string(), z.string()),
  default_events: z.array(z.string()),
});
type Manifest = z.infer<typeof manifestSchema>;

function readManifest(): Manifest {
  return manifestSchema.parse(parse(readFileSync(shipped('app.yml'), 'utf8')));
}

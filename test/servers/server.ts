import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Module {
  readonly programs: readonly string[];
  /** For the linker: releases are stamped with their version in this way, and the servers tell it from there. */
  readonly stamp: string;
}

/** A folder beside this file that holds a Go module → what is built from it. */
export const modules = {
  tyk: { programs: ['tyk'], stamp: 'github.com/TykTechnologies/tyk/internal/build.Version=v5.4.0' },
  traefik: { programs: ['traefik'], stamp: 'github.com/traefik/traefik/v3/pkg/version.Version=3.7.9' },
  kubernetes: {
    programs: ['kube-apiserver', 'kubectl'],
    stamp: 'k8s.io/component-base/version.gitVersion=v1.34.3',
  },
} as const satisfies Record<string, Module>;

export type ModuleName = keyof typeof modules;

/** What to ask a program for its version. */
const versionArguments = {
  tyk: ['--version'],
  traefik: ['version'],
  'kube-apiserver': ['--version'],
  kubectl: ['version', '--client'],
  etcd: ['--version'],
  'redis-server': ['--version'],
  prometheus: ['--version'],
} as const;

export type Program = keyof typeof versionArguments;

export function moduleFolder(name: ModuleName): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** Where the programs of a module are kept once built. Named by what they are built from, so that nothing stale is found. */
export function builtFolder(name: ModuleName): string {
  const folder = moduleFolder(name);
  const hash = createHash('sha256').update(modules[name].stamp);
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.(mod|sum|go)$/.test(file)) hash.update(`${file}\0${readFileSync(join(folder, file), 'utf8')}\0`);
  }
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'sluice', 'servers', `${name}-${hash.digest('hex').slice(0, 16)}`);
}

/**
 * Path of a real server: the one that was built for the tests, else one on the PATH. Undefined where there is neither: the suite is
 * then passed over with one line; with `SLUICE_SERVERS=required` that is an error.
 */
export function serverBinary(program: Program): string | undefined {
  const module = moduleOf(program);
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const places = module === undefined ? folders : [builtFolder(module), ...folders];
  const found = places.map((folder) => join(folder, program)).find((file) => existsSync(file));
  if (found === undefined && process.env['SLUICE_SERVERS'] === 'required') throw new Error(missing(program));
  return found;
}

/** The line of a suite that is passed over. */
export function missing(program: Program): string {
  const remedy = moduleOf(program) === undefined ? 'install it' : '`npm run test:servers` builds it';
  return `there is no ${program} here: ${remedy}`;
}

/** As the program itself tells it, such as `5.4.0`. */
export function versionOf(program: Program): string {
  const { stdout, stderr } = spawnSync(serverBinary(program) ?? program, versionArguments[program], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  return /\d+\.\d+\.\d+/.exec(`${stdout}${stderr}`)?.[0] ?? 'of unknown version';
}

function moduleOf(program: Program): ModuleName | undefined {
  return moduleNames.find((name) => (modules[name].programs as readonly string[]).includes(program));
}

const moduleNames = ['tyk', 'traefik', 'kubernetes'] as const satisfies readonly ModuleName[];

import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What both modes have: how to listen, where things are. */
interface CommonSettings {
  readonly host: string;
  readonly port: number;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  /** A GitHub Enterprise Server (or another GitHub) in place of github.com; `host` may hold a port. */
  readonly github?: { readonly host: string; readonly protocol: 'http' | 'https' };
  readonly redisUrl?: string;
  /** Path of `sluice.targets.yaml`. */
  readonly targetsFile?: string;
  /** Folder for the git cache, the embedded queue and copies of last good. */
  readonly dataFolder: string;
  readonly sweepSeconds: number;
  /** Where people reach the pages, without a slash at the end. */
  readonly publicUrl?: string;
}

/** No credential at all: only the set-up pages are served. */
interface SetupSettings extends CommonSettings {
  readonly mode: 'setup';
}

export interface AppSettings extends CommonSettings {
  readonly mode: 'app';
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** PEM of the one before it, while rotating: what it signed is still believed. */
  readonly previousPrivateKey?: string;
  /** The one in force, then the one before it while rotating. Never empty. */
  readonly webhookSecrets: readonly [string, ...string[]];
}

export type Settings = SetupSettings | AppSettings;

interface EnvironmentProblem {
  readonly variable: string;
  /** What is wrong and what to set; never the value, which may be a secret. */
  readonly message: string;
}

export type ReadEnvironment =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly EnvironmentProblem[] };

const common = z.object({
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number('expected a port number, 0 to 65535').int().min(0).max(65_535).default(3000),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], 'expected trace, debug, info, warn, error or fatal')
    .default('info'),
  GHE_HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:[\]-]+$/, 'expected a host name without https://')
    .optional(),
  GHE_PROTOCOL: z.enum(['http', 'https'], 'expected http or https').default('https'),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'expected redis:// or rediss://' }).optional(),
  SLUICE_TARGETS: z.string().optional(),
  SLUICE_DATA: z.string().default('.sluice'),
  SLUICE_SWEEP_SECONDS: z.coerce
    .number('expected a number of seconds, 1 to 86400')
    .int()
    .min(1)
    .max(86_400)
    .default(300),
  SLUICE_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'expected an address that begins with http:// or https://' })
    .optional(),
});

const credentials = z.object({
  APP_ID: z.coerce.number('expected the number of the GitHub App').int().positive(),
  WEBHOOK_SECRET: z
    .string('is missing or empty: without it anybody could send webhooks; set the secret of the GitHub App')
    .min(1),
  WEBHOOK_SECRET_PREVIOUS: z.string().optional(),
});

const credentialNames = [
  'APP_ID',
  'PRIVATE_KEY',
  'PRIVATE_KEY_PATH',
  'PRIVATE_KEY_PREVIOUS',
  'WEBHOOK_SECRET',
  'WEBHOOK_SECRET_PREVIOUS',
];

/**
 * The process environment as settings. A variable that is empty counts as not set. With no credential at all the settings ask for set-up; with
 * some, whatever is missing or unusable is a problem, the webhook secret first of all.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): ReadEnvironment {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const shared = common.safeParse(set);
  const problems = shared.success ? [] : problemsOf(shared.error);
  if (!credentialNames.some((name) => Object.hasOwn(set, name))) {
    return shared.success
      ? { ok: true, settings: { mode: 'setup', ...commonSettings(shared.data) } }
      : { ok: false, problems };
  }
  const own = credentials.safeParse(set);
  const key = privateKey(set);
  const previousKey = previousPrivateKey(set);
  if (!own.success) problems.push(...problemsOf(own.error));
  if (!key.ok) problems.push(key.problem);
  if (previousKey?.ok === false) problems.push(previousKey.problem);
  if (!shared.success || !own.success || !key.ok || previousKey?.ok === false) return { ok: false, problems };
  const { APP_ID: appId, WEBHOOK_SECRET: secret, WEBHOOK_SECRET_PREVIOUS: previous } = own.data;
  const webhookSecrets: [string, ...string[]] = previous === undefined ? [secret] : [secret, previous];
  return {
    ok: true,
    settings: {
      mode: 'app',
      appId,
      privateKey: key.pem,
      ...(previousKey !== undefined && { previousPrivateKey: previousKey.pem }),
      webhookSecrets,
      ...commonSettings(shared.data),
    },
  };
}

function problemsOf(error: z.ZodError): EnvironmentProblem[] {
  return error.issues.map((issue) => ({
    variable: issue.path.join('.'),
    message: `${issue.message.replace(/\.$/, '')}.`,
  }));
}

function commonSettings(env: z.infer<typeof common>): CommonSettings {
  return {
    host: env.HOST,
    port: env.PORT,
    logLevel: env.LOG_LEVEL,
    dataFolder: env.SLUICE_DATA,
    sweepSeconds: env.SLUICE_SWEEP_SECONDS,
    ...(env.GHE_HOST === undefined ? {} : { github: { host: env.GHE_HOST, protocol: env.GHE_PROTOCOL } }),
    ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
    ...(env.SLUICE_TARGETS === undefined ? {} : { targetsFile: env.SLUICE_TARGETS }),
    ...(env.SLUICE_PUBLIC_URL === undefined ? {} : { publicUrl: env.SLUICE_PUBLIC_URL.replace(/\/+$/, '') }),
  };
}

type Key = { readonly ok: true; readonly pem: string } | { readonly ok: false; readonly problem: EnvironmentProblem };

/** From PRIVATE_KEY (PEM, PEM with `\n` spelt out, or base64 of a PEM), else from the file that PRIVATE_KEY_PATH names. */
function privateKey(env: Readonly<Record<string, string | undefined>>): Key {
  const { PRIVATE_KEY: inline, PRIVATE_KEY_PATH: path } = env;
  if (inline !== undefined) return usable('PRIVATE_KEY', inline);
  if (path === undefined)
    return noKey('PRIVATE_KEY', 'is missing: set it, or PRIVATE_KEY_PATH, to the private key of the GitHub App.');
  try {
    return usable('PRIVATE_KEY_PATH', readFileSync(path, 'utf8'));
  } catch {
    return noKey('PRIVATE_KEY_PATH', 'names a file that cannot be read.');
  }
}

function previousPrivateKey({
  PRIVATE_KEY_PREVIOUS: text,
}: Readonly<Record<string, string | undefined>>): Key | undefined {
  return text === undefined ? undefined : usable('PRIVATE_KEY_PREVIOUS', text);
}

function usable(variable: string, text: string): Key {
  const pem = text.includes('-----BEGIN') ? text.replaceAll('\\n', '\n') : Buffer.from(text, 'base64').toString('utf8');
  try {
    createPrivateKey(pem);
    return { ok: true, pem };
  } catch {
    return noKey(variable, 'holds no private key: expected PEM, or base64 of PEM.');
  }
}

function noKey(variable: string, message: string): Key {
  return { ok: false, problem: { variable, message } };
}

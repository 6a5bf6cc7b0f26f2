import type { Logger } from 'pino';
import type { TargetRegistry } from '../gateway/registry.ts';
import type { GitHub } from '../github/client.ts';
import type { Sinks } from '../notify/sinks.ts';
import type { Queue } from '../queue/queue.ts';
import type { CommandSet } from './command/definition.ts';
import type { Copies } from './offline/copies.ts';

/** The one check run that people require. */
export const CHECK_NAME = 'sluice';

/** Version of the checks and rules that a verdict names. */
export const RULES_VERSION = '2026-11';

/** Everything that jobs work with, joined in `main.ts`. */
export interface Services {
  readonly github: GitHub;
  readonly queue: Queue;
  readonly targets: TargetRegistry;
  readonly commands: CommandSet;
  /** What a rollback needs while GitHub is down. */
  readonly copies: Copies;
  /** Who outside GitHub is told of what. */
  readonly sinks: Sinks;
  readonly log: Logger;
  readonly now: () => Date;
  /** Floors that a repository can tighten and never weaken: environment → teams that must approve. */
  readonly floors: Readonly<Record<string, { readonly approvalTeams: readonly string[] }>>;
  /** Rule packs that the operator asks of every repository, by name. */
  readonly floorPacks: readonly string[];
  /** Texts of the shipped rule packs, by name. */
  readonly packs: ReadonlyMap<string, string>;
  /** Where people reach Sluice's pages, without a slash at the end; undefined: nobody said. */
  readonly publicUrl: string | undefined;
  readonly signal: AbortSignal;
}

/** `YYYY-MM-DD` in UTC. */
export function today(services: Pick<Services, 'now'>): string {
  return services.now().toISOString().slice(0, 10);
}

import { effectiveApis, nativeFiles } from '../../config/effective.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Target } from '../../gateway/target.ts';
import { withContent, type ApiContent } from '../../release/compose.ts';
import type { RouteAccess } from '../../release/exposure/access.ts';
import { accessEffects } from '../../release/exposure/effects.ts';
import { portableAccess } from '../../release/exposure/portable.ts';
import type { TargetEffects } from '../../release/exposure/tell.ts';
import type { Manifest } from '../../release/manifest.ts';
import type { JsonObject } from '../../spec/json.ts';

/** What git says at one commit, for the APIs that a change touches. */
export interface StateInGit {
  readonly config: SluiceConfig;
  readonly outlines: ReadonlyMap<string, JsonObject>;
  /** What the target's resources would be; undefined where it cannot express them. */
  readonly content: ReadonlyMap<string, ApiContent> | undefined;
}

export interface AccessInput {
  readonly environment: string;
  readonly target: Target;
  /** What serves now and what would; absent where it could not be read. */
  readonly plan?: { readonly live: Manifest; readonly desired: Manifest };
  /** Absent where there is nothing to compare with but live. */
  readonly before?: StateInGit;
  readonly after: StateInGit;
}

/** Routes before and after by git: undefined where the target cannot express that side. */
export function routesInGit(input: AccessInput): {
  readonly before?: readonly RouteAccess[];
  readonly after?: readonly RouteAccess[];
} {
  const { environment, target, plan, before, after } = input;
  const access = target.access?.bind(target);
  const rest = plan?.live ?? { target: target.name, resources: [] };
  const routes = (state: StateInGit | undefined): readonly RouteAccess[] | undefined => {
    if (state === undefined) return undefined;
    if (access === undefined) return portableRoutes(state.config, environment, target.name, state.outlines);
    return state.content && access(withContent(rest, state.content));
  };
  const [was, is] = [routes(before), routes(after)];
  return { ...(was && { before: was }), ...(is && { after: is }) };
}

/** What one target would do to who can reach what: measured on live where it can be read, and on git alone. */
export function effectsOn(input: AccessInput): TargetEffects {
  const { target, plan } = input;
  const access = target.access?.bind(target);
  const git = routesInGit(input);
  const described = { before: input.before?.outlines ?? new Map(), after: input.after.outlines };
  const brought = git.before && git.after && accessEffects(git.before, git.after, described);
  const isKnown = plan !== undefined && access !== undefined;
  const effects = isKnown ? accessEffects(access(plan.live), access(plan.desired), described) : (brought ?? []);
  return { target: target.name, effects, brought: brought ?? effects };
}

/** By the portable blocks of all APIs but those with native files for the target, of which they say too little. */
export function portableRoutes(
  config: SluiceConfig,
  environment: string,
  target: string,
  outlines: ReadonlyMap<string, JsonObject>,
): readonly RouteAccess[] {
  if (config.environments?.[environment]?.targets.includes(target) !== true) return [];
  const apis = effectiveApis(config, environment);
  return portableAccess(
    apis.filter(({ name }) => nativeFiles(config, name, target).length === 0),
    outlines,
  );
}

import { createHash } from 'node:crypto';
import type { Violation } from '../../policy/violation.ts';
import { disagreements, type Disagreement } from '../../release/exposure/agreement.ts';
import { Resolver } from '../../release/exposure/resolve.ts';
import type { Range } from '../../spec/place.ts';
import { routesInGit, type AccessInput, type StateInGit } from '../platform/access.ts';

/** What the description of one API and one target of an environment say differently. */
export interface Found extends Disagreement {
  readonly api: string;
  readonly environment: string;
  readonly target: string;
  /** False where the base has it too. */
  readonly isNew: boolean;
  /** In the head, where the first of it stands: the operation in its description, or the route in what makes it. */
  readonly range?: Range;
  /** Where else it comes from: the gateway's side of it. */
  readonly via?: readonly Range[];
}

/** Of these APIs, after the change; compared with what there was before it. */
export function disagreementsOn(input: AccessInput, apis: readonly string[]): Found[] {
  const { environment, target, before, after } = input;
  const routes = routesInGit(input);
  if (routes.after === undefined) return [];
  const now = new Resolver(routes.after);
  const then = routes.before && new Resolver(routes.before);
  return apis.flatMap((api) => {
    const earlier = before && then ? disagreementsOf(api, before, then) : [];
    const known = new Set(earlier.flatMap(keysOf));
    return disagreementsOf(api, after, now).map((found) => ({
      ...found,
      api,
      environment,
      target: target.name,
      isNew: keysOf(found).some((key) => !known.has(key)),
    }));
  });
}

/** A description that is there and cannot be read says nothing; that it cannot be read is told elsewhere. */
function disagreementsOf(api: string, { config, outlines }: StateInGit, routes: Resolver): Disagreement[] {
  const outline = outlines.get(api);
  const named = config.apis?.find(({ name }) => name === api)?.spec;
  return outline === undefined && named !== undefined ? [] : disagreements(api, outline, routes);
}

function keysOf({ rule, what, operations }: Disagreement): string[] {
  return operations.map((operation) => `${rule}\n${what}\n${operation}`);
}

/** As violations of one API, one for all environments that say the same. */
export function asViolations(found: readonly Found[]): Violation[] {
  const groups = new Map<string, Found[]>();
  for (const one of found) {
    const key = keysOf(one).join('\n');
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(one);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [violation(first, group)];
  });
}

const MOST = 3;

function violation(first: Found, group: readonly Found[]): Violation {
  const { rule, level, what, operations, api, range, via } = first;
  const environments = [...new Set(group.map(({ environment }) => environment))].join(', ');
  const more = operations.length - MOST;
  const shown = `${operations.slice(0, MOST).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const [method = '', path] = operations.length === 1 ? (operations[0] ?? '').split(' ') : [];
  return {
    rule: `sluice:gateway/${rule}`,
    level,
    message: `In ${environments}: ${operations.length > 1 ? 'each of ' : ''}${shown} ${what}.`,
    fingerprint: createHash('sha256')
      .update(['agreement', rule, api, what, ...operations].join('\n'))
      .digest('hex')
      .slice(0, 12),
    isNew: group.some((one) => one.isNew),
    ...(path !== undefined && { operation: { method, path } }),
    ...(range && { range }),
    ...(via && { via }),
  };
}

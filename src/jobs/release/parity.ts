import type { SluiceConfig } from '../../config/sluice-config.ts';
import { snapshotAt } from '../../github/snapshot.ts';
import { configuredParity, nativeApis, pairsIn } from '../../release/parity/configured.ts';
import type { Disparity } from '../../release/parity/disparity.ts';
import type { TargetRoutes } from '../../release/parity/ways.ts';
import type { JsonObject } from '../../spec/json.ts';
import type { ParityFacts } from '../../review/report-facts.ts';
import { textsOf } from '../platform/fetch-file.ts';
import { gitRoutes } from '../platform/git-routes.ts';
import { placedParity } from '../platform/parity-places.ts';
import { targetsOf } from '../platform/plan-environment.ts';
import { renderApis } from '../platform/render.ts';
import { reader } from '../platform/yaml-files.ts';
import type { ReleaseContext } from './context.ts';
import { outlinesAt } from './desired.ts';

type Context = Pick<ReleaseContext, 'services' | 'repo' | 'config' | 'head' | 'signal'>;

/** Somebody waits for the answer: of more than these the native files are not read. */
const MOST_NATIVE = 200;

/** In what the environments differ by what the default branch says. */
export async function parityOfHead(context: Context): Promise<Pick<ParityFacts, 'commit' | 'configured' | 'unknown'>> {
  const { config, repo, head } = context;
  const pairs = pairsIn(config);
  const names = (config.apis ?? []).map(({ name }) => name);
  const native = nativeApis(config, pairs);
  const read = await readNative(
    context,
    pairs.flatMap(({ environment, after }) => [environment, after]),
    native.slice(0, MOST_NATIVE),
  );
  const unread = new Set(native.filter((api) => !read.apis.has(api)));
  const apis = names.filter((name) => !unread.has(name));
  const found = pairs.flatMap(({ environment, after }): Disparity[] => {
    const [before = [], here = []] = [read.routes.get(after), read.routes.get(environment)];
    return configuredParity({ config, environment, after, apis, outlines: read.outlines, before, here });
  });
  const more = native.length - MOST_NATIVE;
  const unknown =
    read.problem ?? (more > 0 ? `${more} APIs have such files beyond the ${MOST_NATIVE} that are read` : undefined);
  return {
    commit: head,
    configured: await placedParity(found, config, reader(textsOf(repo, head))),
    ...(unknown !== undefined && { unknown }),
  };
}

interface Native {
  /** Those whose files were read. */
  readonly apis: ReadonlySet<string>;
  readonly outlines: ReadonlyMap<string, JsonObject>;
  /** By environment. */
  readonly routes: ReadonlyMap<string, readonly TargetRoutes[]>;
  /** Why none was. */
  readonly problem?: string;
}

async function readNative(context: Context, environments: readonly string[], apis: readonly string[]): Promise<Native> {
  const { services, repo, config, head: commit } = context;
  const routes = new Map<string, readonly TargetRoutes[]>();
  if (apis.length === 0) return { apis: new Set(), outlines: new Map(), routes };
  const outlines = await outlinesAt(context, commit, config, apis);
  if (!outlines.ok) return { apis: new Set(), outlines: new Map(), routes, problem: outlines.reason };
  // All in one go, where there are many.
  await snapshotAt(repo, commit).files(filesOf(config, apis));
  for (const environment of new Set(environments)) {
    const { usable: targets } = targetsOf(services, repo, config, environment);
    const rendered = await renderApis({ repo, commit, config, environment, apis, outlines: outlines.byApi, targets });
    routes.set(environment, gitRoutes(rendered, targets));
  }
  return { apis: new Set(apis), outlines: outlines.byApi, routes };
}

function filesOf({ apis = [] }: SluiceConfig, named: readonly string[]): string[] {
  const native = apis.flatMap(({ name, native: files }) => (named.includes(name) ? Object.values(files ?? {}) : []));
  return native.flat();
}

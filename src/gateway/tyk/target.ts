import pLimit from 'p-limit';
import { makePlan } from '../../release/make-plan.ts';
import { mergedResources } from '../merged.ts';
import type { Target } from '../target.ts';
import { tykImporter } from './import.ts';
import { compareVersions } from './abilities.ts';
import { access } from './access.ts';
import { apply, type Gateway } from './apply.ts';
import type { TykSettings } from './auth.ts';
import { placesOfOthers } from './checks.ts';
import { TykNode } from './node.ts';
import { render } from './render.ts';
import { statesOf } from './state.ts';
import { verify } from './verify.ts';

export interface TykOptions {
  /** Addresses of the REST API, one a node. */
  readonly nodes: readonly string[];
  /** Where traffic enters. */
  readonly url: string;
  readonly secret: string;
  readonly storage: Gateway['storage'];
  readonly settings: TykSettings;
}

/**
 * Tyk Gateway by its REST API, one node or several. It counts nothing that it would tell (that takes a pump), so there is no `usage`.
 */
export function tykTarget(name: string, options: TykOptions): Target {
  const { nodes: addresses, secret, storage, settings } = options;
  const label = (index: number): string => (addresses.length === 1 ? name : `${name} node ${index + 1}`);
  const nodes = addresses.map((address, index) => new TykNode(label(index), address, secret));
  const gateway: Gateway = { nodes, storage };
  const url = options.url.replace(/\/$/, '');
  const oneAtATime = pLimit(1);
  return {
    kind: 'tyk',
    name,
    url,
    async version(signal) {
      const answers = await Promise.all(nodes.map((node) => node.version(signal)));
      const known = answers.flatMap((answer) => (answer.ok && answer.value !== undefined ? [answer.value] : []));
      return known.sort(compareVersions)[0];
    },
    render: (scope, apis, version) => render(name, settings, scope, apis, version),
    async read(scope, signal) {
      const found = await statesOf(nodes, scope, signal);
      if (!found.ok) return found;
      const resources = mergedResources(found.states);
      return { ok: true, manifest: { target: name, resources }, taken: found.states.flatMap(placesOfOthers) };
    },
    plan: makePlan,
    importer: tykImporter(gateway),
    access,
    apply: (scope, plan, signal) => oneAtATime(() => apply(gateway, scope, plan, signal)),
    verify: (scope, receipt, signal) => verify(gateway, url, scope, receipt, signal),
  };
}

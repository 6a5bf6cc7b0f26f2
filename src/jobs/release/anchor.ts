import { z } from 'zod';
import { environmentOrder } from '../../config/effective.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import { newestDeployment } from '../../github/deployments.ts';
import type { Repo } from '../../github/repo.ts';

const anchored = z.object({ record: z.object({ seq: z.int(), sha: z.string() }) });

export type Anchor = z.infer<typeof anchored>['record'];

/**
 * The newest head of the record that a deployment of ours names. A writer of the repository can rewind a branch but not change a
 * deployment that the App made, so this holds where the cache with its own anchor is lost.
 */
export async function deploymentAnchor(repo: Repo, config: SluiceConfig): Promise<Anchor | undefined> {
  const newest = await Promise.all(environmentOrder(config).map((environment) => newestDeployment(repo, environment)));
  const anchors = newest.flatMap((deployment) => anchored.safeParse(deployment?.payload).data?.record ?? []);
  return anchors.sort((a, b) => b.seq - a.seq)[0];
}

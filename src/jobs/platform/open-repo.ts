import { isGitHubError } from '../../github/errors.ts';
import type { Repo } from '../../github/repo.ts';
import type { RepoRef } from '../requests.ts';
import type { Services } from '../services.ts';

/** The repository of a job, or undefined where the App is not installed there (any more): then there is nothing to do. */
export async function openRepo(services: Services, ref: RepoRef): Promise<Repo | undefined> {
  try {
    return await services.github.repository(ref.installation, { id: ref.id, fullName: ref.fullName });
  } catch (error) {
    if (!isGitHubError(error, 'not-found') && !isGitHubError(error, 'forbidden')) throw error;
    services.log.warn({ installation: ref.installation }, 'not installed there: dropped');
    return undefined;
  }
}

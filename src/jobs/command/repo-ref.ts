import type { Repo } from '../../github/repo.ts';
import type { RepoRef } from '../requests.ts';

export function repoRefOf({ installationId, id, fullName }: Pick<Repo, 'installationId' | 'id' | 'fullName'>): RepoRef {
  return { installation: installationId, id, fullName };
}

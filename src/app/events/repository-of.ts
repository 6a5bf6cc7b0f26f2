import type { RepoRef } from '../../jobs/requests.ts';

interface Payload {
  readonly installation?: { readonly id: number } | null | undefined;
  readonly repository?: { readonly id: number; readonly full_name: string } | null | undefined;
}

/** Whom an event is about; undefined where it did not come through an installation (then it is not ours). */
export function repositoryOf({ installation, repository }: Payload): RepoRef | undefined {
  if (!installation || !repository) return undefined;
  return { installation: installation.id, id: repository.id, fullName: repository.full_name };
}

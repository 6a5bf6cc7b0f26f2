/** Lease of everything that writes a repository's environments: releases and rollbacks. */
export function releaseLease(repositoryId: number): string {
  return `release-${repositoryId}`;
}

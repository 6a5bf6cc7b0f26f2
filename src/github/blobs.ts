/** Blobs by name: in memory, in the cache, or from GitHub, which is asked once for each. */
import { LRUCache } from 'lru-cache';
import { blobSha } from './git-objects.ts';
import { GitHubError } from './errors.ts';
import { at, type Repo } from './repo.ts';

const memory = new LRUCache<string, Uint8Array>({
  maxSize: 128 * 1024 * 1024,
  sizeCalculation: (bytes) => bytes.length + 1,
});
/** What is larger is fetched again: it would fill the queue's store. */
const cachedBytes = 16 * 1024 * 1024;
const cachedMs = 30 * 24 * 3_600_000;

/** A name never changes its bytes; still each repository has its own, so that nobody reads another's by guessing a name. */
function keyOf(repo: Repo, name: string): string {
  return `github:blob:${repo.id}:${name}`;
}

/** `place`: of what only the newest version is read, such as a file of the record. Each takes the one before's place in the cache. */
export async function cachedBlob(repo: Repo, sha: string, place = sha): Promise<Uint8Array | undefined> {
  const held = memory.get(keyOf(repo, sha));
  if (held !== undefined) return held;
  const stored = await repo.cache.get(keyOf(repo, place));
  if (stored === undefined || blobSha(stored, sha) !== sha) return undefined;
  memory.set(keyOf(repo, sha), stored);
  return stored;
}

export async function rememberBlob(repo: Repo, sha: string, bytes: Uint8Array, place = sha): Promise<void> {
  memory.set(keyOf(repo, sha), bytes);
  if (bytes.length <= cachedBytes) await repo.cache.set(keyOf(repo, place), Buffer.from(bytes), { ttlMs: cachedMs });
}

/** The blob's bytes, at most 100 MB (GitHub's own limit); checked against its name. */
export async function readBlob(repo: Repo, sha: string, place = sha): Promise<Uint8Array> {
  const cached = await cachedBlob(repo, sha, place);
  if (cached !== undefined) return cached;
  const bytes = await fetchBlob(repo, sha);
  await rememberBlob(repo, sha, bytes, place);
  return bytes;
}

async function fetchBlob(repo: Repo, sha: string): Promise<Uint8Array> {
  const answer = await repo.octokit.rest.git.getBlob({
    ...at(repo),
    file_sha: sha,
    mediaType: { format: 'raw' },
    request: { parseSuccessResponseBody: false },
  });
  // Octokit types the parsed form; unparsed it is the body's stream.
  const body = answer.data as unknown as ReadableStream<Uint8Array>;
  const bytes = new Uint8Array(await new Response(body).arrayBuffer());
  if (blobSha(bytes, sha) === sha) return bytes;
  throw new GitHubError({
    kind: 'unavailable',
    status: 500,
    operation: 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
    reason: `the bytes of ${sha} came back cut or changed`,
  });
}

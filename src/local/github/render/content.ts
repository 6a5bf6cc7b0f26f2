import type { TreeEntry } from '../git/objects.ts';
import type { Repository } from '../model.ts';
import type { World } from '../world.ts';
import { repositoryApi, repositoryPage } from './urls.ts';
import type { Json } from './urls.ts';

function kindOf({ type, mode }: TreeEntry): 'dir' | 'submodule' | 'symlink' | 'file' {
  if (type === 'tree') return 'dir';
  if (type === 'commit') return 'submodule';
  return mode === '120000' ? 'symlink' : 'file';
}

export function contentEntry(world: World, repository: Repository, entry: TreeEntry, ref: string): Json {
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const kind = kindOf(entry);
  const url = repositoryApi(world, repository, `/contents/${path}?ref=${encodeURIComponent(ref)}`);
  const html = repositoryPage(
    world,
    repository,
    `/${kind === 'dir' ? 'tree' : 'blob'}/${encodeURIComponent(ref)}/${path}`,
  );
  const object = kind === 'dir' ? 'trees' : 'blobs';
  const git = kind === 'submodule' ? null : repositoryApi(world, repository, `/git/${object}/${entry.sha}`);
  const raw = repositoryPage(world, repository, `/raw/${encodeURIComponent(ref)}/${path}`);
  return {
    name: entry.path.split('/').at(-1),
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: html,
    git_url: git,
    download_url: kind === 'file' || kind === 'symlink' ? raw : null,
    type: kind,
    _links: { self: url, git, html },
  };
}

/** `bytes` null: above 1 MB, the content is left out. */
export function contentFile(
  world: World,
  repository: Repository,
  entry: TreeEntry,
  ref: string,
  bytes: Buffer | null,
): Json {
  const base = contentEntry(world, repository, entry, ref);
  if (base['type'] === 'symlink') return { ...base, target: bytes?.toString('utf8') ?? '' };
  if (base['type'] === 'submodule') return { ...base, submodule_git_url: repositoryPage(world, repository) };
  if (bytes === null) return { ...base, encoding: 'none', content: '' };
  const content = bytes.toString('base64').replace(/.{60}/g, '$&\n');
  return { ...base, encoding: 'base64', content };
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { blobSha, parseBatch, parseLsTree, treeSha } from '../../src/github/git-objects.ts';

function git(cwd: string, args: readonly string[], input = ''): Buffer {
  return execFileSync('git', [...args], { cwd, input });
}

it('names blobs and trees as git does', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'sluice-objects-'));
  git(dir, ['init', '-q']);
  const files = { 'b.json': '{}', 'a/x.json': '1\n', 'a.json': 'dotted sorts before the folder', a0: 'é', 'a/y/z': '' };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    writeFileSync(path.join(dir, name), text);
  }
  git(dir, ['add', '.']);
  const tree = git(dir, ['write-tree']).toString().trim();
  const leaves = Object.entries(files).map(([name, text]) => ({
    path: name,
    mode: '100644',
    sha: blobSha(Buffer.from(text)),
  }));
  expect(treeSha(leaves)).toBe(tree);

  const listed = parseLsTree(git(dir, ['ls-tree', '-r', '-z', '--long', tree]));
  expect(listed.find((entry) => entry.path === 'a0')).toEqual({
    path: 'a0',
    mode: '100644',
    kind: 'file',
    sha: blobSha(Buffer.from('é')),
    size: 2,
  });
  const blobs = parseBatch(git(dir, ['cat-file', '--batch'], listed.map(({ sha }) => `${sha}\n`).join('')));
  expect(blobs.get(blobSha(Buffer.from('1\n')))?.toString()).toBe('1\n');
  expect(() => parseBatch(git(dir, ['cat-file', '--batch'], `${'0'.repeat(40)}\n`))).toThrow('missing');
});

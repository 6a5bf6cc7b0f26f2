import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files that are written and not in place yet. */
export interface Staged {
  /** Puts all of them in place; where one cannot be, none is. */
  place(): Promise<void>;
  /** Takes away what is not in place. */
  discard(): Promise<void>;
}

/**
 * Writes a new folder and one file beside it aside, in the same file system: from there each takes one rename. `folder` must not be there;
 * `file` is replaced.
 */
export async function stage(
  root: string,
  folder: string,
  files: ReadonlyMap<string, string>,
  [file, text]: readonly [file: string, text: string],
): Promise<Staged> {
  await mkdir(root, { recursive: true });
  const aside = await mkdtemp(join(root, '.sluice-import-'));
  for (const [path, content] of [...files, [file, text] as const]) {
    await mkdir(dirname(join(aside, path)), { recursive: true });
    await writeFile(join(aside, path), content, { flag: 'wx' });
  }
  const discard = (): Promise<void> => rm(aside, { recursive: true, force: true });
  return {
    discard,
    async place() {
      for (const path of [folder, file]) await mkdir(dirname(join(root, path)), { recursive: true });
      // A rename onto a folder with anything in it is refused by the system; onto an empty one it is not.
      if (existsSync(join(root, folder))) throw new Error(`${folder} is there by now`);
      await rename(join(aside, folder), join(root, folder));
      try {
        await rename(join(aside, file), join(root, file));
      } catch (error) {
        await rm(join(root, folder), { recursive: true, force: true });
        throw error;
      }
      await discard();
    },
  };
}

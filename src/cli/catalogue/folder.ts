import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { catalogueSchema, type Catalogue } from '../../catalogue/entry.ts';
import { CATALOGUE_FILE } from '../../catalogue/site/site.ts';
import { CannotRun } from '../check/tree.ts';

/** The folder that a site is written to: a new or an empty one, or one with a site in it, whose pages of APIs that are gone go too. */
export class SiteFolder {
  readonly #folder: string;
  readonly #stale: Set<string>;

  private constructor(folder: string, stale: Set<string>) {
    this.#folder = folder;
    this.#stale = stale;
  }

  static async open(folder: string): Promise<SiteFolder> {
    await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      throw new CannotRun(`${folder} cannot be made: ${reasonOf(error)}.`);
    });
    const site = await siteIn(folder);
    if (site === undefined && (await readdir(folder)).length > 0) {
      throw new CannotRun(`${folder} holds other files, and nothing of them is touched.`, {
        next: 'Name a new folder, or an empty one.',
      });
    }
    return new SiteFolder(folder, new Set(site?.apis.map(({ page }) => page)));
  }

  async write(file: string, text: string): Promise<void> {
    this.#stale.delete(file);
    const at = path.join(this.#folder, file);
    await mkdir(path.dirname(at), { recursive: true });
    await writeFile(at, text);
  }

  async removeStale(): Promise<void> {
    for (const file of this.#stale) await rm(path.join(this.#folder, file), { force: true });
  }
}

async function siteIn(folder: string): Promise<Catalogue | undefined> {
  try {
    const read = catalogueSchema.safeParse(JSON.parse(await readFile(path.join(folder, CATALOGUE_FILE), 'utf8')));
    // What is removed is named by a file that anybody may have written.
    return read.success && read.data.apis.every(({ page }) => /^apis\/[a-z0-9._-]+\.html$/.test(page))
      ? read.data
      : undefined;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'for an unknown reason';
}

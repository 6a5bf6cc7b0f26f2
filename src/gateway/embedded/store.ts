import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { jsonOf } from '../values.ts';
import { parseRoutes, routesSchema, type RouteResource } from './route.ts';
import type { RoutesByOwner } from './table.ts';

/** The file is there and cannot be used. It is left as it is. */
export class CorruptStateError extends Error {
  override readonly name = 'CorruptStateError';
}

const fileSchema = z.strictObject({ version: z.literal(1), owners: z.record(z.string(), routesSchema) });

/** Keeps all routes in one file, `routes.json`: after a crash it holds the old routes or the new ones. */
export class RouteStore {
  private readonly folder: string;
  private readonly file: string;

  constructor(folder: string) {
    this.folder = folder;
    this.file = join(folder, 'routes.json');
  }

  /** Throws a `CorruptStateError` on a file that it cannot make sense of. */
  async load(): Promise<RoutesByOwner> {
    await mkdir(this.folder, { recursive: true });
    const text = await readFile(this.file, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    return text === undefined ? new Map() : this.parse(text);
  }

  /** Written aside, flushed, renamed, and the folder flushed: the rename is the moment. */
  async save(routes: RoutesByOwner): Promise<void> {
    const owners = Object.fromEntries([...routes].map(([owner, resources]) => [owner, { resources }]));
    const aside = `${this.file}.new`;
    const handle = await open(aside, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify({ version: 1, owners })}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, this.file);
    await this.flushFolder();
  }

  private async flushFolder(): Promise<void> {
    const folder = await open(this.folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  private parse(text: string): RoutesByOwner {
    const parsed = fileSchema.safeParse(jsonOf(text));
    if (!parsed.success) throw this.corrupt(parsed.error.issues[0]?.message ?? '');
    const routes = new Map<string, readonly RouteResource[]>();
    for (const [owner, value] of Object.entries(parsed.data.owners)) {
      const checked = parseRoutes(owner, value);
      if (!checked.ok) throw this.corrupt(checked.problems[0]?.message ?? '');
      routes.set(owner, checked.resources);
    }
    return routes;
  }

  private corrupt(reason: string): CorruptStateError {
    return new CorruptStateError(
      `${this.file} cannot be used: ${reason}. It was left as it is and nothing was started. ` +
        'Put back a copy of it, or move it away to start without routes: the next deploy writes them again.',
    );
  }
}

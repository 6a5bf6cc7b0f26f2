import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A line of the report: what was measured, the figure with its unit, what it is to be seen beside. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly beside: string;
}

export interface Figures {
  readonly rows: readonly Row[];
  /** How it was measured, for the page. */
  readonly method: string;
  readonly json: Readonly<Record<string, number | string>>;
}

/** One part of the benchmark: `npm run bench -- --only NAME`. */
export interface Part {
  readonly name: string;
  readonly title: string;
  run(bench: Bench): Promise<Figures>;
}

/** What a part works with. */
export class Bench {
  /** Says what is going on, on a terminal. */
  readonly progress: (text: string) => void;
  readonly #stops: (() => Promise<void>)[] = [];

  constructor(progress: (text: string) => void) {
    this.progress = progress;
  }

  /** Stopped when the part is over, however it ends: the newest first. */
  keep<T>(started: T, stop: (started: T) => Promise<void>): T {
    this.#stops.push(() => stop(started));
    return started;
  }

  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
    return this.keep(folder, () => rm(folder, { recursive: true, force: true }));
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) {
      await stop().catch((error: unknown) => {
        process.stderr.write(`could not be stopped: ${String(error)}\n`);
      });
    }
  }
}

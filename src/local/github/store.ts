import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as m from './model.ts';

interface Row {
  readonly id: number;
}

/** Rows by id, in the order of their making. Every write goes through `insert`, `update` and `delete`. */
export class Table<T extends Row> {
  readonly #rows = new Map<number, T>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  insert(row: T): T {
    this.#rows.set(row.id, row);
    this.#changed();
    return row;
  }

  update(row: T, patch: Partial<T>): T {
    Object.assign(row, patch);
    this.#changed();
    return row;
  }

  delete(id: number): void {
    this.#rows.delete(id);
    this.#changed();
  }

  get(id: number): T | undefined {
    return this.#rows.get(id);
  }

  /** For ids that another row holds; throws where the store contradicts itself. */
  must(id: number): T {
    const row = this.#rows.get(id);
    if (!row) throw new Error(`No row ${id}.`);
    return row;
  }

  find(test: (row: T) => boolean): T | undefined {
    for (const row of this.#rows.values()) if (test(row)) return row;
    return undefined;
  }

  filter(test: (row: T) => boolean): T[] {
    return [...this.#rows.values()].filter(test);
  }

  all(): T[] {
    return [...this.#rows.values()];
  }
}

const SAVE_AFTER_MS = 500;

/** The state of the local GitHub in memory, kept in DATA/state.json: written atomically soon after a change and on close. */
export class Store {
  readonly #file: string;
  readonly #folder: string;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();
  #lastId = 1000;

  readonly #changed = (): void => {
    this.#timer ??= setTimeout(() => {
      this.#saving = this.#saving.then(() => this.#save());
    }, SAVE_AFTER_MS).unref();
  };

  readonly accounts = new Table<m.Account>(this.#changed);
  readonly teams = new Table<m.Team>(this.#changed);
  readonly repositories = new Table<m.Repository>(this.#changed);
  readonly rulesets = new Table<m.Ruleset>(this.#changed);
  readonly apps = new Table<m.App>(this.#changed);
  readonly manifestCodes = new Table<m.ManifestCode>(this.#changed);
  readonly installations = new Table<m.Installation>(this.#changed);
  readonly tokens = new Table<m.Token>(this.#changed);
  readonly issues = new Table<m.Issue>(this.#changed);
  readonly comments = new Table<m.Comment>(this.#changed);
  readonly reviews = new Table<m.Review>(this.#changed);
  readonly reviewComments = new Table<m.ReviewComment>(this.#changed);
  readonly checkSuites = new Table<m.CheckSuite>(this.#changed);
  readonly checkRuns = new Table<m.CheckRun>(this.#changed);
  readonly deployments = new Table<m.Deployment>(this.#changed);
  readonly deploymentStatuses = new Table<m.DeploymentStatus>(this.#changed);
  readonly reactions = new Table<m.Reaction>(this.#changed);
  readonly issueEvents = new Table<m.IssueEvent>(this.#changed);
  readonly queueEntries = new Table<m.QueueEntry>(this.#changed);
  readonly deliveries = new Table<m.Delivery>(this.#changed);

  private constructor(folder: string) {
    this.#folder = folder;
    this.#file = join(folder, 'state.json');
  }

  /** The state of an earlier run, or an empty one. Throws on a file that is not ours to read. */
  static async open(folder: string): Promise<Store> {
    const store = new Store(folder);
    await mkdir(folder, { recursive: true });
    const text = await readFile(store.#file, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (text !== undefined) store.#load(JSON.parse(text) as Record<string, Row[]>);
    return store;
  }

  nextId(): number {
    return ++this.#lastId;
  }

  async flush(): Promise<void> {
    await (this.#saving = this.#saving.then(() => this.#save()));
  }

  #tables(): [string, Table<Row>][] {
    return Object.entries(this).filter((entry): entry is [string, Table<Row>] => entry[1] instanceof Table);
  }

  #load(state: Record<string, Row[]>): void {
    for (const [name, table] of this.#tables()) {
      for (const row of state[name] ?? []) {
        table.insert(row);
        this.#lastId = Math.max(this.#lastId, row.id);
      }
    }
  }

  async #save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const state = Object.fromEntries(this.#tables().map(([name, table]) => [name, table.all()]));
    const draft = `${this.#file}.new`;
    await mkdir(this.#folder, { recursive: true });
    await writeFile(draft, JSON.stringify(state));
    await rename(draft, this.#file);
  }
}

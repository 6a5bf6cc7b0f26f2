import type { Manifest } from '../release/manifest.ts';
import type { JsonObject } from '../spec/json.ts';
import type { Scope } from './target.ts';

/** One file of the gateway's own format, with every credential in it exchanged for a reference. */
export interface ImportedFile {
  /** Without folder and ending; unique within its API. */
  readonly name: string;
  readonly body: JsonObject;
  /** It is an OpenAPI description as well. */
  readonly isDescription?: true;
}

/** What stands on a gateway under nobody's mark, as a repository would hold it. */
export interface ImportedApi {
  /** As the gateway calls it; the repository may not be able to. */
  readonly title: string;
  readonly files: readonly ImportedFile[];
  /** Titles of the APIs that have something that this one names. */
  readonly dependsOn: readonly string[];
}

/** A value that stays where it is: the file names it. */
export interface ImportedSecret {
  readonly title: string;
  /** JSON pointer in the file. */
  readonly place: string;
  /** As the file names it, in the gateway's own way, such as `env://ORDERS_CLIENT_SECRET`. */
  readonly reference: string;
}

/** Something that stays as it is on the gateway and is not in any file. */
export interface LeftOut {
  readonly what: string;
  /** A sentence, without its full stop. */
  readonly why: string;
}

export type ImportFound =
  | {
      readonly ok: true;
      readonly apis: readonly ImportedApi[];
      readonly secrets: readonly ImportedSecret[];
      readonly left: readonly LeftOut[];
    }
  | { readonly ok: false; readonly message: string };

/** `message` says what was kept safe. */
export type Adopted = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Brings what people made by hand under a repository. */
export interface Importer {
  /** What carries nobody's mark, or already that of `scope`. Writes nothing. */
  find(scope: Scope, signal: AbortSignal): Promise<ImportFound>;

  /**
   * Puts the mark of `scope` on what stands there as these resources, and changes nothing else of it. Writes nothing where any of it would
   * read back as something else. Idempotent.
   */
  adopt(scope: Scope, resources: Manifest, signal: AbortSignal): Promise<Adopted>;
}

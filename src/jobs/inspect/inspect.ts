import type { Catalogued, PageAsked } from '../../catalogue/catalogued.ts';
import type { Change } from '../../compare/change.ts';
import type { Violation } from '../../policy/violation.ts';
import type { JsonObject } from '../../spec/json.ts';
import type { Problem, Range } from '../../spec/place.ts';

export type Side = 'base' | 'head';

/** What the bounded child is asked: for each API its root file before and after; one of them absent for a new or removed one. */
export interface InspectRequest {
  readonly apis: readonly {
    readonly name: string;
    readonly base?: string;
    readonly head?: string;
    /** Asks for its page in the catalogue as well. */
    readonly page?: PageAsked;
  }[];
  /** Texts of the rule packs, by their name, from the base branch or shipped; one with a mistake is left out. */
  readonly packs: readonly { readonly name: string; readonly text: string }[];
  /** `YYYY-MM-DD`: the day that sunset rules are judged on. */
  readonly today: string;
}

export interface InspectedApi {
  readonly name: string;
  /** Why a side could not be read; a broken head is a failure, a broken base is said and not compared. */
  readonly problems: readonly { readonly side: Side; readonly problem: Problem }[];
  readonly changes: readonly Change[];
  readonly violations: readonly Violation[];
  /** Version asked for by the changes, against `info.version`. */
  readonly semver?: {
    readonly from: string;
    readonly to: string;
    readonly needed: 'major' | 'minor' | 'patch';
    readonly enough: boolean;
  };
  /**
   * The head (else nothing) without its schemas: openapi, info.title, info.version, paths → method → { operationId, security, deprecated },
   * security, components.securitySchemes. What a gateway is rendered from.
   */
  readonly outline?: JsonObject;
  /** Where the head's operations stand, by `GET /orders/{id}`. */
  readonly places?: Readonly<Record<string, Range>>;
  /** The outline of the base. */
  readonly outlineBefore?: JsonObject;
  /** Of a head that could be read, where its page was asked for. */
  readonly catalogued?: Catalogued;
  /** All files each side is made of. */
  readonly files: { readonly base: readonly string[]; readonly head: readonly string[] };
}

export type InspectResult =
  | { readonly ok: true; readonly apis: readonly InspectedApi[] }
  /** The child was ended: time or memory ran out, or it crashed. Counts as a failed check, never as "no change". */
  | { readonly ok: false; readonly reason: 'time' | 'memory' | 'crash'; readonly message: string };

/** The bytes of one file at the commit of that side; null where there is none, a text that says why what is there is not read. */
export type FetchFile = (side: Side, path: string) => Promise<Uint8Array | string | null>;

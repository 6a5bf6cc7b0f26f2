import type { Json } from '../../spec/json.ts';
import type { OperationView } from '../../spec/operations.ts';
import type { Range } from '../../spec/place.ts';
import type { Change, Level } from '../change.ts';
import type { XmlPlace } from '../graph/xml-place.ts';
import type { Notice, Terms } from '../lifecycle.ts';
import type { Both } from '../matching.ts';
import type { OperationPair } from '../operations/operation-pair.ts';
import type { Sameness } from '../schemas/same.ts';
import type { SchemaPair } from '../schemas/schema-pair.ts';
import type { Spot } from '../schemas/schema-view.ts';
import type { Transition } from '../schemas/transition.ts';
import type { SchemeNames } from '../security/ways.ts';
import type { Sides } from '../side.ts';

/** Where in a request or response a schema stands; the beginning of the ids that speak of it. */
export type Surface =
  | 'request-body'
  | 'request-property'
  | 'request-read-only-property'
  | 'request-parameter'
  | 'request-parameter-property'
  | 'request-header'
  | 'request-header-property'
  | 'response-body'
  | 'response-property'
  | 'response-write-only-property'
  | 'response-header'
  | 'response-header-property';

/** Run by the tests, shown in the reference. A schema is tried at every surface, every pair in both orders. */
interface Example {
  readonly of: 'schema' | 'operation' | 'document';
  /** YAML. */
  readonly before: string;
  readonly after: string;
}

/** What a sentence is made of. */
export interface Told {
  /** e.g. `Request property owner.name`, `Query parameter limit`. */
  readonly where: string;
  readonly id: string;
  readonly args: readonly Json[];
}

interface Described {
  /** A few words, the heading in the reference. */
  readonly title: string;
  /** Why it matters to those who use the API; one or two sentences. */
  readonly why: string;
  /** What to do in its place, for who finds it in a change of their own; one sentence. */
  readonly instead: string;
  /** Every public id that the check can report, with its level. */
  readonly ids: Readonly<Record<string, Level>>;
  /** Those of `ids` that oasdiff has no check for. */
  readonly ours?: readonly string[];
  /** Ids of other checks that this one can report too, with the same levels. */
  readonly also?: Readonly<Record<string, Level>>;
  readonly examples: readonly Example[];
  /** One sentence of plain text. */
  say(told: Told): string;
}

/** Something that differs at one pair of schemas, before anybody knows where the schemas are used. */
export interface Fact {
  /** The end of the id, e.g. `max-length-decreased`. */
  readonly event: string;
  readonly args: readonly Json[];
  /** What is removed or changed. */
  readonly before?: Spot;
  /** What is added or changed. */
  readonly after?: Spot;
  /** What the fingerprint names, where that is not the spot before or after. */
  readonly cause?: Spot;
  /** A property of the schema that the fact is about. */
  readonly property?: string;
  /** The level where the payload travels the other way, for ids that have no twin there. */
  readonly reversed?: Level;
  /** Those whom it reaches were told to expect it: an error is an info. */
  readonly foretold?: true;
  /** What the same difference is called where values do not travel as JSON. */
  readonly eventIn?: Readonly<Partial<Record<Setting, string>>>;
  /** What it is where the operation asks for that notice; undefined: nothing. `event` and `args` are those where none is asked. */
  readonly atNotice?: (notice: Notice | undefined, terms: Terms) => Pick<Fact, 'event' | 'args'> | undefined;
  /** It is one in messages of XML alone, and these are its arguments there; undefined: nothing. `args` are empty. */
  readonly inXml?: (place: Both<XmlPlace>) => Fact['args'] | undefined;
}

/**
 * How a value travels where it is not JSON: as text; as a parameter, which is text too; as a parameter of which a single value is a
 * list of one (`style: form` with `explode`); inside a parameter, where nobody can say whether it is text.
 */
export type Setting = 'text' | 'parameter' | 'list-parameter' | 'in-parameter';

/** Looks at one pair of schemas. */
export interface SchemaCheck extends Described {
  readonly kind: 'schema';
  /** It has nothing to say of two schemas that have none of these. */
  readonly keywords: readonly string[];
  compare(pair: SchemaPair, same: Sameness): readonly Fact[];
  /** Looks at pairs where a side is the schema `false`, which others do not see. */
  readonly ofNever?: true;
  /** Looks at types and at how a schema is put together: silent where one step explains the difference, unless it reports that step. */
  readonly ofForm?: true;
  readonly reports?: Transition['kind'];
  /** Weighs the same inside `allOf`: no other member can offset what it finds. */
  readonly exact?: true;
  /** The id for an event at a surface, without asking whether the check has it; `SURFACE-EVENT` unless given. */
  id?(surface: Surface, event: string): string;
}

/** A difference outside schemas, complete. */
export interface Finding {
  readonly id: string;
  /** Where it differs from the id's own level. */
  readonly level?: Level;
  readonly args: readonly Json[];
  readonly where?: string;
  readonly property?: string;
  readonly before?: Spot;
  readonly after?: Spot;
  /** What the fingerprint names, where that is not the spot before or after. */
  readonly cause?: Spot;
  readonly via?: readonly Range[];
  /** Unless it is the operation that is being compared. */
  readonly operations?: readonly OperationView[];
}

/** What every check may ask. */
export interface Context extends Sides {
  /** Of security schemes. */
  readonly schemeNames: SchemeNames;
  readonly same: Sameness;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly deprecationDays: { readonly beta: number; readonly stable: number };
}

/** Looks at one operation that both descriptions have. */
export interface OperationCheck extends Described {
  readonly kind: 'operation';
  compare(pair: OperationPair, context: Context): readonly Finding[];
  /** Levels where the payload travels the other way: webhooks and callbacks. */
  readonly reversed?: Readonly<Record<string, Level>>;
}

/** The operations of both descriptions. */
export interface Matched {
  readonly added: readonly OperationView[];
  readonly removed: readonly OperationView[];
  readonly both: readonly OperationPair[];
  /** Operations that both have and that are drafts or alphas now: nothing is promised of them, so their content counts for nothing. */
  readonly unstable: readonly OperationPair[];
  /** Operations that both have and that were not looked into: what they share has a bound. */
  readonly beyond: readonly Both<OperationView>[];
}

/** Looks at the two descriptions as a whole. */
export interface DocumentCheck extends Described {
  readonly kind: 'document';
  compare(matched: Matched, context: Context): readonly Finding[];
}

/** Looks at what all the others found. */
export interface VerdictCheck extends Described {
  readonly kind: 'verdict';
  compare(changes: readonly Change[], context: Context): readonly Finding[];
}

export type Check = SchemaCheck | OperationCheck | DocumentCheck | VerdictCheck;

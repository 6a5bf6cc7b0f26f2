import type { Json } from '../../spec/json.ts';
import type { Decimal } from './decimal.ts';
import type { TypeName } from './keywords.ts';
import type { SchemaNode } from './node.ts';

/** Property names: in every pattern of `within`, in none of `outside`, not among `except`, and as `like` asks. */
export interface NameSet {
  readonly within: readonly string[];
  readonly outside: readonly string[];
  readonly except: readonly string[];
  readonly like: Formula | undefined;
}

/** Of code points, items or properties. */
interface Size<Type extends TypeName> {
  readonly type: Type;
  readonly claim: 'least' | 'most';
  readonly count: number;
}

/**
 * What a formula says of values of one type, and of nothing else. Each has an opposite among them: `least` and `most`,
 * `pattern` inside and outside, `item` and a longer array with such an item, `each` and `some`.
 */
export type Claim =
  | { readonly type: 'number'; readonly claim: 'above' | 'below'; readonly value: Decimal; readonly open: boolean }
  | { readonly type: 'number'; readonly claim: 'multiple'; readonly of: Decimal; readonly holds: boolean }
  | { readonly type: 'string'; readonly claim: 'pattern'; readonly source: string; readonly holds: boolean }
  | Size<'string'>
  | Size<'array'>
  | Size<'object'>
  /** The item at the index, where there is one. */
  | { readonly type: 'array'; readonly claim: 'item'; readonly index: number; readonly value: Formula }
  /** All items from the index on. */
  | { readonly type: 'array'; readonly claim: 'rest'; readonly from: number; readonly value: Formula }
  /** How many items from the index on are so. */
  | {
      readonly type: 'array';
      readonly claim: 'contains';
      readonly from: number;
      readonly value: Formula;
      readonly least: number;
      readonly most: number;
    }
  | { readonly type: 'array'; readonly claim: 'unique'; readonly holds: boolean }
  | { readonly type: 'object'; readonly claim: 'required' | 'absent'; readonly name: string }
  /** The property's value, where there is one. */
  | { readonly type: 'object'; readonly claim: 'property'; readonly name: string; readonly value: Formula }
  /** All or some property of these names has such a value. */
  | { readonly type: 'object'; readonly claim: 'each' | 'some'; readonly names: NameSet; readonly value: Formula };

/** A statement about an instance. Equal statements are one object. */
export type Formula = { readonly id: number } & (
  | { readonly kind: 'true' | 'false' }
  | { readonly kind: 'and'; readonly parts: readonly Formula[] }
  | { readonly kind: 'or'; readonly parts: readonly Formula[] }
  /** Valid (or not) by a schema; those of different texts are not alike. */
  | { readonly kind: 'schema'; readonly node: SchemaNode; readonly text: string; readonly valid: boolean }
  | { readonly kind: 'types'; readonly types: ReadonlySet<TypeName> }
  | { readonly kind: 'values'; readonly texts: ReadonlyMap<string, Json>; readonly among: boolean }
  | { readonly kind: 'claim'; readonly claim: Claim }
);

export type Of<Kind extends Formula['kind']> = Extract<Formula, { readonly kind: Kind }>;

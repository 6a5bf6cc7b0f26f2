/** What inclusion has to say of a difference of schemas: `values`, of their values; `names`, of property names that nobody declared too. */
export type Content = 'values' | 'names';

/** Said of schemas, not of the values that they allow: rules of their own say what it weighs. */
const REMARKS =
  /default-value|deprecat|sunset|stability|became-(?:not-)?(?:read|write)-only|content-(?:encoding|media-type|schema)|discriminator|extensible-enum|response-body-schema-became-false/;
const NAMES = /additional-propert|unevaluated-propert|property-names|pattern-propert|(?:max|min)-properties/;

/** Of an id that a check of schemas reports; undefined: it does not speak of values. */
export function contentOf(id: string): Content | undefined {
  if (REMARKS.test(id)) return undefined;
  return NAMES.test(id) ? 'names' : 'values';
}

import { allOf } from './all-of.ts';
import { anyOf } from './any-of.ts';
import { callbackAddress } from './callback-address.ts';
import { condition } from './condition.ts';
import { constant } from './const.ts';
import { contains } from './contains.ts';
import { content } from './content.ts';
import { defaultValue } from './default-value.ts';
import { dependentRequired } from './dependent-required.ts';
import { dependentSchemas } from './dependent-schemas.ts';
import { discriminator } from './discriminator.ts';
import { enumValue } from './enum-value.ts';
import { exclusiveMax } from './exclusive-max.ts';
import { exclusiveMin } from './exclusive-min.ts';
import { extensibleEnum } from './extensible-enum.ts';
import { headerProperty } from './header-property.ts';
import { listOfTypes } from './list-of-types.ts';
import { maxContains } from './max-contains.ts';
import { maxItems } from './max-items.ts';
import { maxLength } from './max-length.ts';
import { maxProperties } from './max-properties.ts';
import { max } from './max.ts';
import { mediaTypeName } from './media-type-name.ts';
import { mediaTypeSchema } from './media-type-schema.ts';
import { mediaType } from './media-type.ts';
import { minContains } from './min-contains.ts';
import { minItems } from './min-items.ts';
import { minLength } from './min-length.ts';
import { minProperties } from './min-properties.ts';
import { min } from './min.ts';
import { multipleOf } from './multiple-of.ts';
import { mutability } from './mutability.ts';
import { notCompared } from './not-compared.ts';
import { notSought } from './not-sought.ts';
import { not } from './not.ts';
import { nullable } from './nullable.ts';
import { oneOf } from './one-of.ts';
import { operationAdded } from './operation-added.ts';
import { operationDeprecated } from './operation-deprecated.ts';
import { operationId } from './operation-id.ts';
import { operationRemoved } from './operation-removed.ts';
import { operationsNotCompared } from './operations-not-compared.ts';
import { parameterAdded } from './parameter-added.ts';
import { parameterDeprecated } from './parameter-deprecated.ts';
import { parameterEmpty } from './parameter-empty.ts';
import { parameterRemoved } from './parameter-removed.ts';
import { parameterRequired } from './parameter-required.ts';
import { patternProperties } from './pattern-properties.ts';
import { pattern } from './pattern.ts';
import { prefixItems } from './prefix-items.ts';
import { propertyExistence } from './properties.ts';
import { propertyDeprecated } from './property-deprecated.ts';
import { propertyNames } from './property-names.ts';
import { propertyStability } from './property-stability.ts';
import { requestBody } from './request-body.ts';
import { required } from './required.ts';
import { responseHeaderSerialization } from './response-header-serialization.ts';
import { responseHeader } from './response-header.ts';
import { responseLink } from './response-link.ts';
import { responseStatus } from './response-status.ts';
import { schemaFalse } from './schema-false.ts';
import { schemaRemoved } from './schema-removed.ts';
import { securityScheme } from './security-scheme.ts';
import { security } from './security.ts';
import { stability } from './stability.ts';
import { subtype } from './subtype.ts';
import { tags } from './tags.ts';
import { type } from './type.ts';
import { unevaluatedItems } from './unevaluated-items.ts';
import { unevaluatedProperties } from './unevaluated-properties.ts';
import { uniqueItems } from './unique-items.ts';
import { securityCredentials } from './security-credentials.ts';
import { oauthFlow } from './oauth-flow.ts';
import { version } from './version.ts';
import { access } from './access.ts';
import { parameterSerialization } from './parameter-serialization.ts';
import { encodingEmpty } from './encoding-empty.ts';
import { encodingHeaderSerialization } from './encoding-header-serialization.ts';
import { encodingHeader } from './encoding-header.ts';
import { encodingStyle } from './encoding-style.ts';
import { dynamicReference } from './dynamic-reference.ts';
import { encoding } from './encoding.ts';
import { server } from './server.ts';
import { wrappedInOneOf } from './wrapped-in-one-of.ts';
import { values } from './values.ts';
import { xml } from './xml.ts';
import type { Check } from './check.ts';

/** Every check, in the order of the reference. */
export const checks: readonly Check[] = [
  operationAdded,
  operationRemoved,
  schemaRemoved,
  securityScheme,
  oauthFlow,
  securityCredentials,
  security,
  access,
  callbackAddress,
  version,
  mediaTypeName,
  mediaTypeSchema,
  mediaType,
  encoding,
  encodingEmpty,
  encodingHeader,
  encodingHeaderSerialization,
  encodingStyle,
  operationDeprecated,
  operationId,
  parameterAdded,
  parameterDeprecated,
  parameterEmpty,
  parameterRemoved,
  parameterRequired,
  parameterSerialization,
  requestBody,
  responseHeader,
  responseLink,
  responseHeaderSerialization,
  responseStatus,
  server,
  stability,
  tags,
  allOf,
  anyOf,
  condition,
  constant,
  contains,
  content,
  defaultValue,
  dependentRequired,
  dependentSchemas,
  discriminator,
  subtype,
  enumValue,
  exclusiveMax,
  exclusiveMin,
  extensibleEnum,
  headerProperty,
  listOfTypes,
  max,
  maxContains,
  maxItems,
  maxLength,
  maxProperties,
  min,
  minContains,
  minItems,
  minLength,
  minProperties,
  multipleOf,
  mutability,
  not,
  notCompared,
  dynamicReference,
  operationsNotCompared,
  notSought,
  nullable,
  oneOf,
  pattern,
  patternProperties,
  prefixItems,
  propertyExistence,
  propertyDeprecated,
  propertyNames,
  propertyStability,
  required,
  schemaFalse,
  type,
  unevaluatedItems,
  unevaluatedProperties,
  uniqueItems,
  wrappedInOneOf,
  xml,
  values,
];

import { GraphQLError } from 'graphql';

export type RefusalType = 'NOT_FOUND' | 'FORBIDDEN' | 'UNPROCESSABLE' | 'EXCESSIVE_PAGINATION';

/** GitHub names the kind of an error in `type`, beside the message. */
export function refusal(type: RefusalType, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

/** The error as GitHub writes it into the answer. */
export function printed(error: GraphQLError): Readonly<Record<string, unknown>> {
  const { type } = error.extensions;
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(error.path ? { path: error.path } : {}),
    locations: error.locations ?? [],
    message: error.message,
  };
}

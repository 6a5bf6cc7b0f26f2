import { z } from 'zod';

// What several parts of the operator's file are made of.

export const address = z.url({ protocol: /^https?$/ });

/** Names a variable of the process environment: the value itself never stands in a file. */
export const secret = z.strictObject({
  env: z
    .string()
    .regex(/^[A-Z_][A-Z0-9_]*$/, 'expected the name of a variable')
    .describe('The variable of the environment that holds it.'),
});

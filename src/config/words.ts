import { z } from 'zod';

/** A stretch of time as a person writes it. */
export const duration = z.string().regex(/^[0-9]{1,6}(ms|s|m|h)$/, 'expected a duration such as 30s or 10m');

/** The name of an API, an environment or a target, which must not be a word of the command grammar. */
export const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'expected lower-case letters, digits, dot, dash or underscore, 63 at most')
  .refine(
    (text) => !['all', 'env', 'to', 'from', 'last-good'].includes(text),
    'this word is part of the command grammar',
  );

import { about } from './about.ts';
import { calling } from './calling.ts';
import { credentials } from './credentials.ts';
import { dependencies } from './dependencies.ts';
import { operations } from './operations.ts';
import type { Part } from './part.ts';
import { schemas } from './schemas.ts';

/** The sections of an API's page, from top to bottom: one line for each. */
export const parts: readonly Part[] = [about, calling, credentials, dependencies, operations, schemas];

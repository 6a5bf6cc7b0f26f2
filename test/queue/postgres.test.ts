import { describe } from 'vitest';
import { startPostgres } from './backends.ts';
import { queueContract } from './contract.ts';

describe('the queue on Postgres', () => {
  queueContract(startPostgres, { canStop: true });
});

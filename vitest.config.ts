import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

const cores = availableParallelism();
const worlds = 'test/worlds/**/*.test.ts';

/** Whole worlds keep several processes busy each, so fewer of their files run at a time, and none beside the others. */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    reporters: process.env['CI'] ? ['default'] : ['dot'],
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, worlds],
          maxWorkers: Math.max(2, cores - 1),
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'worlds',
          include: [worlds],
          maxWorkers: Math.max(1, Math.floor(cores / 2)),
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

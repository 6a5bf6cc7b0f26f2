import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { playStory } from '../../src/local/story/story.ts';
import { startStoryWorld, type StoryWorld, type WorldOptions } from '../../src/local/story/world.ts';
import { finalState } from './final-state.ts';

let world: StoryWorld | undefined;

afterEach(async () => {
  await world?.close();
  world = undefined;
});

/** Plays the story with these faults on, and says what it left behind. */
async function played(
  options: WorldOptions,
  faults: Parameters<StoryWorld['github']['faults']['set']>[0],
): Promise<unknown> {
  world = await startStoryWorld(options);
  world.github.faults.set(faults);
  const tale: string[] = [];
  const { folder } = world;
  const result = await playStory(world, (line) => tale.push(line)).catch(async (error: unknown) => {
    throw new Error([String(error), ...tale, ...(await lastSaid(folder))].join('\n'), { cause: error });
  });
  expect(result, tale.join('\n')).toMatchObject({ ok: true });
  world.github.faults.set({});
  return finalState(world);
}

/** What the App logged last, but for what it read: where it waits for something in vain, nobody else can say why. */
async function lastSaid(folder: string): Promise<string[]> {
  const log = await readFile(join(folder, 'app.log'), 'utf8');
  const told = log.trimEnd().split('\n');
  return told.filter((line) => !line.includes('"msg":"GET ')).slice(-LINES);
}

const LINES = 200;

/** Of the App's own operations: people's clients do not try again. */
const unsteady = {
  operations:
    '{checks/{create,update},git/*,repos/create-deployment{,-status},pulls/create-review,issues/{create,update}}',
  latencyMs: 20,
  unavailable: 0.05,
  answerLost: 0.05,
};

describe('the whole way', () => {
  let undisturbed: unknown;

  beforeAll(async () => {
    undisturbed = await played({}, {});
    await world?.close();
    world = undefined;
  }, 180_000);

  it('leaves git equal to live, nothing held, everything merged', () => {
    expect(undisturbed).toMatchObject({ production: { phase: 'passed', pins: {}, holds: 0 } });
  });

  it.each([
    ['every webhook doubled', {}, { webhooks: { doubled: 1 } }],
    ['webhooks in reverse order', {}, { webhooks: { reverseWindowMs: 400 } }],
    ['every webhook lost: sweeps alone', { sweepSeconds: 1 }, { webhooks: { lost: 1 } }],
    ['a slow GitHub that loses requests and answers', { sweepSeconds: 20 }, { requests: [unsteady] }],
  ])(
    'ends the same with %s',
    async (_, options, faults) => {
      expect(await played(options, faults)).toEqual(undisturbed);
    },
    300_000,
  );
});

import { afterEach, describe, expect, it } from 'vitest';
import type { GatewayKind } from '../../src/local/gateways/index.ts';
import { playStory } from '../../src/local/story/story.ts';
import { startStoryWorld, type StoryWorld } from '../../src/local/story/world.ts';
import { missing, serverBinary, type Program } from '../servers/server.ts';

/** The whole way on a real gateway. `programs`: what it needs → the variable by which `npm run demo` looks for it. */
export function describeStoryOn(kind: GatewayKind, programs: Readonly<Partial<Record<Program, string>>>): void {
  const needed = Object.entries(programs) as [Program, string][];
  const absent = needed.find(([name]) => serverBinary(name) === undefined)?.[0];
  let world: StoryWorld | undefined;

  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  describe(`the story on ${kind}`, () => {
    it.skipIf(absent !== undefined)(
      absent === undefined ? 'has every outcome' : missing(absent),
      async () => {
        for (const [name, variable] of needed) process.env[variable] = serverBinary(name);
        world = await startStoryWorld({ gateway: kind });
        const tale: string[] = [];
        const result = await playStory(world, (line) => tale.push(line));
        expect(result, tale.join('\n')).toMatchObject({ ok: true });
      },
      300_000,
    );
  });
}

import { expect, test } from 'vitest';
import { shippedPacks } from '../../../src/config/shipped-packs.ts';
import type { SluiceConfig } from '../../../src/config/sluice-config.ts';
import type { Repo } from '../../../src/github/repo.ts';
import { packsAt } from '../../../src/jobs/platform/packs.ts';
import type { Services } from '../../../src/jobs/services.ts';

const packs = new Map(shippedPacks.map(({ name, file }) => [name, file]));
const all = shippedPacks.map(({ name, file }) => ({ name, text: file }));
const [baseline, security] = all;

test.each<{ what: string; config: SluiceConfig; floorPacks: string[]; asked: unknown[] }>([
  { what: 'no configuration', config: {}, floorPacks: [], asked: all },
  { what: 'rules alone', config: { policies: { rules: [] } }, floorPacks: [], asked: all },
  { what: 'one pack', config: { policies: { extends: ['sluice:baseline'] } }, floorPacks: [], asked: [baseline] },
  { what: 'none', config: { policies: { extends: [] } }, floorPacks: [], asked: [] },
  {
    what: 'none, over a floor',
    config: { policies: { extends: [] } },
    floorPacks: ['sluice:security'],
    asked: [security],
  },
])('$what: which of the shipped packs are asked', async ({ config, floorPacks, asked }) => {
  const services = { packs, floorPacks } as unknown as Services;
  expect(await packsAt(services, {} as Repo, config, 'c0ffee')).toEqual({ packs: asked, problems: [] });
});

import { nativeFiles } from '../../config/effective.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Path } from '../../config/yaml-text.ts';
import type { Disparity } from '../../release/parity/disparity.ts';
import type { PlacedDisparity } from '../../review/facts.ts';
import type { Range } from '../../spec/place.ts';
import { CONFIG_FILE } from './config-at.ts';
import { valueAt, type Read } from './yaml-files.ts';

/** The same with the text that makes each: the overlay that declares it, else a native file. */
export function placedParity(
  found: readonly Disparity[],
  config: SluiceConfig,
  read: Read,
): Promise<PlacedDisparity[]> {
  return Promise.all(
    found.map(async (one) => {
      const range = (await overlayRange(one, read)) ?? (await nativeRange(one, config, read));
      return { ...one, ...(range && { range }) };
    }),
  );
}

async function overlayRange(
  { environment, after, api, word, isDeclared }: Disparity,
  read: Read,
): Promise<Range | undefined> {
  const text = isDeclared ? await read(CONFIG_FILE) : undefined;
  const overlays = [environment, after].map((name): Path => ['environments', name, 'overlays', api]);
  const places = [
    ...overlays.map((overlay): Path => [...overlay, 'gateway', word]),
    ...overlays.map((overlay): Path => [...overlay, 'differs']),
    ...overlays,
  ];
  const there = text && places.find((path) => valueAt(text.value, path) !== undefined);
  return there && text.range(there);
}

/** A file of the target that it was seen on, here before there; where it has none, of any other. */
async function nativeRange({ api, targets }: Disparity, config: SluiceConfig, read: Read): Promise<Range | undefined> {
  if (targets === undefined) return undefined;
  const native = config.apis?.find(({ name }) => name === api)?.native ?? {};
  const seen = [...targets.here, ...targets.before].flatMap((target) => nativeFiles(config, api, target));
  for (const file of [...seen, ...Object.values(native).flat()]) {
    const text = await read(file);
    if (text !== undefined) return text.range([]);
  }
  return undefined;
}

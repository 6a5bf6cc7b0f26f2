import type { Json } from '../spec/json.ts';
import { equal } from './places.ts';

/** `node` with the new value for the old one, as what stands there might say it. */
export function otherWords(node: Json, from: Json, to: Json): Json[] {
  if (equal(node, from)) return [to];
  if (typeof node !== 'string' || !isPlain(from) || !isPlain(to)) return [];
  const inText = String(from) !== '' && node.includes(String(from)) ? [node.replace(String(from), String(to))] : [];
  return [...new Set([...inText, ...measured(node, to), ...perOther(node)])].filter((text) => text !== node);
}

function isPlain(value: Json): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

const families = [
  { ms: 1, s: 1000, m: 60_000, h: 3_600_000 },
  { B: 1, KiB: 1024, MiB: 1_048_576 },
];

/** An amount in each unit of the family that `node` is written in, its own first, then the largest: `30s`, `1MiB`. */
function measured(node: string, to: string | number): string[] {
  const unit = /^[0-9]+([A-Za-z]+)$/.exec(node)?.[1] ?? '';
  const scales = Object.entries(families.find((family) => Object.hasOwn(family, unit)) ?? {})
    .sort(([, one], [, other]) => other - one)
    .sort(([one], [other]) => Number(other === unit) - Number(one === unit));
  return amounts(to).flatMap((amount) =>
    scales.flatMap(([name, scale]) =>
      amount > 0 && Number.isInteger(amount / scale) ? [`${amount / scale}${name}`] : [],
    ),
  );
}

/** A rate such as `60/minute` in every other time. */
function perOther(node: string): string[] {
  const times = /^([0-9]+)\/[a-z]+$/.exec(node)?.[1];
  return times === undefined
    ? []
    : ['second', 'minute', 'hour', 'day', 'week', 'month'].map((unit) => `${times}/${unit}`);
}

const goUnits: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** What a gateway's number or duration may be in milliseconds, or in bytes. */
function amounts(value: string | number): number[] {
  const number = Number(value);
  if (!Number.isNaN(number)) return [number, number * 1000, number / 1e6];
  const parts = [...String(value).matchAll(/([0-9.]+)(ns|us|µs|ms|s|m|h)/g)];
  const total = parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (goUnits[unit] ?? 0), 0);
  return parts.map(([text]) => text).join('') === value ? [total] : [];
}

interface AddressRange {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * The ranges of the first list that the second does not hold as a whole in one of its own. What is no address or range (RFC 4632,
 * RFC 4291) is held by its own text only.
 */
export function outside(ranges: readonly string[], by: readonly string[]): string[] {
  const holders = by.flatMap((text) => rangeOf(text) ?? []);
  return ranges.filter((text) => {
    if (by.includes(text)) return false;
    const range = rangeOf(text);
    return range === undefined || !holders.some((holder) => holds(holder, range));
  });
}

function holds(outer: AddressRange, inner: AddressRange): boolean {
  return outer.bits === inner.bits && outer.first <= inner.first && inner.last <= outer.last;
}

function rangeOf(text: string): AddressRange | undefined {
  const [address = '', length] = text.split('/');
  const bits = address.includes(':') ? 128 : 32;
  const value = bits === 32 ? ipv4(address) : ipv6(address);
  const prefix = length === undefined ? bits : Number(length);
  if (value === undefined || !Number.isInteger(prefix) || prefix < 0 || prefix > bits) return undefined;
  const rest = BigInt(bits - prefix);
  const first = (value >> rest) << rest;
  return { bits, first, last: first + (1n << rest) - 1n };
}

function ipv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^[0-9]{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

/** RFC 4291 section 2.2: `::` stands for as many zero groups as are missing, the last two may be written as IPv4. */
function ipv6(text: string): bigint | undefined {
  const tail = /(?:^|:)([0-9.]+\.[0-9.]+)$/.exec(text)?.[1];
  const four = tail === undefined ? undefined : ipv4(tail);
  if (tail !== undefined && four === undefined) return undefined;
  const hex =
    four === undefined
      ? text
      : `${text.slice(0, -(tail ?? '').length)}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`;
  const halves = hex.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], rest = []] = halves;
  const missing = 8 - head.length - rest.length;
  if (halves.length > 2 || (halves.length === 1 ? missing !== 0 : missing < 1)) return undefined;
  const groups = [...head, ...Array.from({ length: halves.length === 2 ? missing : 0 }, () => '0'), ...rest];
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

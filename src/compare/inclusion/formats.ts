/** Digits of one octet of an IPv4 address, 0 to 255 without leading zeros. */
const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const ipv4 = `(?:${octet}\\.){3}${octet}`;
const group = '[0-9A-Fa-f]{1,4}';
/** The last 32 bits (RFC 4291, section 2.2). */
const ending = `(?:${group}:${group}|${ipv4})`;
const ipv6 = [
  `(?:${group}:){6}${ending}`,
  `::(?:${group}:){5}${ending}`,
  ...[0, 1, 2, 3].map((n) => `(?:(?:${group}:){0,${n}}${group})?::(?:${group}:){${4 - n}}${ending}`),
  `(?:(?:${group}:){0,4}${group})?::${ending}`,
  `(?:(?:${group}:){0,5}${group})?::${group}`,
  `(?:(?:${group}:){0,6}${group})?::`,
].join('|');

const leap = '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)';
/** RFC 3339, section 5.6, with the days that each month has. */
const date = `(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|${leap}-02-29)`;
const time =
  '(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\\.[0-9]+)?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])';

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const hex = '%[0-9A-Fa-f]{2}';
const unreserved = "[A-Za-z0-9._~!$&'()*+,;=-]";
const pchar = `(?:${unreserved}|${hex}|[:@])`;
const query = `(?:${pchar}|[/?])*`;
const authority = `(?:(?:${unreserved}|${hex}|:)*@)?(?:\\[[0-9A-Fa-fVv:.]+\\]|(?:${unreserved}|${hex})*)(?::[0-9]*)?`;
const segments = `(?:/${pchar}*)*`;
const tail = `(?:\\?${query})?(?:#${query})?`;
const scheme = '[A-Za-z][A-Za-z0-9+.-]*';

/** Regular languages of the formats that are asserted; each source is a whole pattern. */
export const formatPatterns: ReadonlyMap<string, string> = new Map(
  Object.entries({
    date,
    'date-time': `${date}[Tt]${time}`,
    time,
    uuid: '[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}',
    email: `${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}`,
    hostname: `(?:${label}\\.)*${label}`,
    ipv4,
    ipv6,
    // Not a scheme alone, and above no domain without a dot: standards allow both, but validators in use (ajv-formats 3.0) do not.
    uri: `${scheme}:(?://${authority}${segments}|/(?:${pchar}+${segments})?|${pchar}+${segments})${tail}`,
    'uri-reference': `(?:${scheme}:)?(?://${authority}${segments}|/(?:${pchar}+${segments})?|${pchar}+${segments})?${tail}`,
  }).map(([name, source]) => [name, `^(?:${source})$`]),
);

/** Texts that all validators take: some know no year 0, and no `t` or `z` in a time. */
const plainTexts: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    date: ['2000-01-01', '1970-01-01'],
    'date-time': ['2000-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    time: ['00:00:00Z', '12:00:00Z'],
  }).map(([name, texts]) => [formatPatterns.get(name) ?? '', texts]),
);

const integers: ReadonlyMap<string, { readonly min: bigint; readonly max: bigint }> = new Map([
  ['int32', { min: -(2n ** 31n), max: 2n ** 31n - 1n }],
  ['int64', { min: -(2n ** 63n), max: 2n ** 63n - 1n }],
]);

/** The pattern of strings of a format, or undefined where the format is a remark. */
export function formatPattern(format: string): string | undefined {
  return formatPatterns.get(format);
}

/** Some texts of a format that nobody refuses, by the pattern of the format. */
export function plainTextsOf(pattern: string): readonly string[] {
  return plainTexts.get(pattern) ?? [];
}

/** The whole numbers of a format (OpenAPI format registry), or undefined where the format says nothing of numbers. */
export function integerFormat(format: string): { readonly min: bigint; readonly max: bigint } | undefined {
  return integers.get(format);
}

/** The formats that are asserted: those of texts, then those of numbers. */
export const assertedFormats: readonly string[] = [...formatPatterns.keys(), ...integers.keys()];

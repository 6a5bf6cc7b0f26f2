import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteLines, TextLines } from '../../src/spec/lines.ts';

const pieces = fc.constantFrom('a', 'é', '€', '😀', '\n', '\r\n', '\r', 'long '.repeat(1500));

it('tells the same line and column by bytes as by the units of the text, on long lines too', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      const bytes = Buffer.from(text);
      const starts = [0, ...[...text.matchAll(/\r\n?|\n/g)].map(({ index, 0: mark }) => index + mark.length)];
      const byteOf = (unit: number): number => Buffer.byteLength(text.slice(0, unit));
      const [lines, wanted] = [new ByteLines(bytes, starts.map(byteOf)), new TextLines(text)];
      let unit = 0;
      for (const part of parts) {
        expect(lines.position(byteOf(unit))).toEqual(wanted.position(unit));
        unit += part.length;
      }
    }),
  );
});

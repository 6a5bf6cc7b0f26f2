import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/spec/json-text.ts';

function parsed(text: string): unknown {
  const result = parseJson(Buffer.from(text));
  return result.ok ? result.parsed.value : result.faults.map(({ code, offset }) => `${code} ${offset}`);
}

describe('JSON beyond ASCII', () => {
  it.each([
    ['in keys and values', '{"é": "naïve ✓"}', { é: 'naïve ✓' }],
    ['outside of the first plane', '["😀", "\\ud83d\\ude00"]', ['😀', '😀']],
    ['after an escaped backslash', '["\\\\é"]', ['\\é']],
    ['beside escapes', '["\\né\\n", "\\u00e9é"]', ['\né\n', 'éé']],
    ['more of it than is worth escaping', JSON.stringify(Array(10_002).fill('é')), Array(10_002).fill('é')],
    ['after a backslash, which is a fault', '["ok", "\\é"]', ['json-syntax 8']],
    ['outside of strings, which is a fault', '["é"]é', ['json-syntax 5']],
  ])('%s', (_name, text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });

  it('means what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'grapheme' }), (text) => {
        expect(parsed(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});

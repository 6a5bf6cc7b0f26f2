import { describe, expect, it } from 'vitest';
import { fit, marker, readMarker } from '../../src/github/text.ts';

describe('markers', () => {
  it('are read at the very start only', () => {
    expect(readMarker(`${marker('review', 'k', 'd')}\ntext`, 'review')).toEqual(['k', 'd']);
    expect(readMarker(`text\n${marker('review', 'k', 'd')}`, 'review')).toBeUndefined();
    expect(readMarker(marker('status', 'k'), 'review')).toBeUndefined();
  });
});

describe('fit', () => {
  it('leaves what is short', () => {
    expect(fit('short', 1000, 'There.')).toBe('short');
  });

  it.each([
    ['lines', 'a line\n'.repeat(400)],
    ['one line', 'x'.repeat(3000)],
    ['pairs of surrogates', '\u{1f4a5}'.repeat(1500)],
    ['an open block', `text\n\`\`\`json\n${'{}\n'.repeat(800)}`],
    ['open folds', `${'<details><summary>s</summary>\n'.repeat(3)}${'word\n'.repeat(600)}`],
  ])('cuts %s and says exactly how much is missing', (_case, text) => {
    const cut = fit(text, 1000, 'There.');
    expect(cut.length).toBeLessThanOrEqual(1000);
    const missing = Number(/\*\*(\d+) more characters/.exec(cut)?.[1]);
    expect(text.startsWith(cut.slice(0, text.length - missing))).toBe(true);
    expect(cut).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
    expect((cut.match(/^```/gm) ?? []).length % 2).toBe(0);
    expect(cut.split('<details>').length).toBe(cut.split('</details>').length);
  });
});

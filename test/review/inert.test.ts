import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cell, code, cut, encodedPath, fence, hasUnseen, sentence, visible } from '../../src/review/inert.ts';
import { activeIn } from './active.ts';

const nothing = { links: [], html: [], references: [], images: 0 };

const attacks: readonly [string, string][] = [
  ['a mention', 'ask @org/everyone and @mira'],
  ['a reference', 'see #1, GH-12 and acme/apis#3'],
  ['a commit', 'as of deadbeef00112233'],
  ['a commit in a word', 'the pre-deadbee and deadbee’s'],
  ['an address after a letter', 'the awww. and xhttp: of it'],
  ['a closing tag', '</details></td></table>'],
  ['an image', '<img src=x onerror=alert(1)> ![x](http://evil.example/x.png)'],
  ['a script link', '[x](javascript:alert(1))'],
  ['an autolink', '<http://evil.example> www.evil.example https://evil.example'],
  ['a fence', '```\n@org\n```\n````\n# big'],
  ['unpaired backticks', '` `` ``` @org'],
  ['our own marker', '<!-- sluice:review 1 -->'],
  ['a command to the runner', 'a ##[stop-commands]x ###[error]y'],
  ['a table end', 'a | b \\| c \\\\| @org |\n\n# new'],
  ['a definition', '[a]: http://evil.example\n\n[a]'],
  ['another direction', 'safe\u202e gnihton \u2066@org\u2069'],
  ['zero width', '@\u200borg \ufeff a\u00adb'],
  ['a null and escapes', '\u0000\u001b[31m\u0007'],
  ['a lone surrogate', 'a\ud800b'],
  ['an entity', '&lt;img&gt; &#64;org'],
  ['emphasis', '**bold** __it__ ~~gone~~ *x*'],
  ['a heading', '# title\n> quote\n- [ ] task\n1. one'],
  ['an escape', '\\@org \\[x\\](y)'],
];

describe.each(attacks)('%s', (_, text) => {
  test.each([
    ['as code', code(text)],
    ['as a block', `before\n\n${fence(text)}\n\nafter`],
    ['as a sentence', `● ${sentence(text)}`],
    ['as a named part of a sentence', `● ${sentence(`GET ${text} was removed.`, [text])}`],
    ['in a table', `| a | b |\n| --- | --- |\n| ${cell(code(text))} | ${cell(sentence(text))} |`],
    ['below a folded line', `<details>\n\n${code(text)}\n\n`],
  ])('%s', (where, shown) => {
    const active = activeIn(shown);
    expect({
      ...active,
      html: active.html.filter((tag) => where !== 'below a folded line' || tag !== '<details>'),
    }).toEqual(nothing);
    expect(shown).not.toContain('<!--');
    expect(shown).not.toContain('##[');
  });
});

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '`',
        '``',
        '```',
        '@org',
        '#1',
        '|',
        '\\',
        '\\|',
        '<',
        '>',
        '<!--',
        '-->',
        '[',
        '](',
        ')',
        '\n',
        '\n\n',
        ' ',
        '*',
        '_',
        '~',
        '!',
        '&',
        'http://',
        'www.',
        "'",
        '"',
        '\u202e',
        '</details>',
        'abc1234',
        'deadbee',
        'a',
        '’',
        '-',
        ':',
        '.',
        '(',
        '- ',
        '# ',
        '\t',
      ),
      fc.string({ maxLength: 4, unit: 'binary' }),
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

test('property: no text acts, wherever it is put', () => {
  fc.assert(
    fc.property(hostile, hostile, (text, name) => {
      const inTable = `| a | b |\n| --- | --- |\n| ${cell(code(text))} | ${cell(sentence(text, [name]))} |\n`;
      const prose = `● ${sentence(text, [name])} and ${code(name)}\n\n${fence(text)}\n`;
      expect(activeIn(prose)).toEqual(nothing);
      expect(activeIn(inTable)).toEqual(nothing);
      expect(inTable.split('\n')).toHaveLength(4);
      expect(prose + inTable).not.toContain('<!--');
    }),
    { numRuns: 2000 },
  );
});

describe('what is harmless stays readable', () => {
  test.each([
    ["GET /orders/{id}: removed 'total'.", ['GET /orders/{id}', 'total'], '`GET /orders/{id}`: removed `total`.'],
    ['The limit went from 1000 to 100 (10%).', [], 'The limit went from 1000 to 100 (10%).'],
    ["It is the client's own, well-known way.", [], "It is the client's own, well-known way."],
    ['Ask @mira about info.version.', [], 'Ask `@mira` about `info.version`.'],
    ['The total is totally gone.', ['total'], 'The `total` is totally gone.'],
    ['`orders` has no `env NAME` (`FOO`).', [], '`orders` has no `env NAME` (`FOO`).'],
    ['`/orders` is gone.', ['/orders'], '`/orders` is gone.'],
  ])('%s', (text, names, shown) => {
    expect(sentence(text, names)).toBe(shown);
  });

  test('two pieces of code side by side stay two', () => {
    expect(sentence('a````b``', ['a'])).toBe('`a` ````` ````b`` `````');
    expect(activeIn(sentence("'total'@org", ['total']))).toEqual(nothing);
  });

  test('what cannot be seen is spelled out', () => {
    expect(visible('a\u202eb\n\u0000')).toBe('a\\u{202e}b\\n\\u{0}');
    expect(visible('a\u3164b\u115f')).toBe('a\\u{3164}b\\u{115f}');
    expect(hasUnseen('a: b\n')).toBe(false);
    expect(hasUnseen('a: \u200bb')).toBe(true);
  });

  test('no backslash lets a bar end a cell: GitHub takes two of them for one', () => {
    expect(cell('`a|b\\|c`')).toBe('`a\\|b\\\\u{7c}c`');
  });

  test('a cut says how much is missing and halves no character', () => {
    expect(cut('abcdef', 4)).toBe('abcd… (2 more)');
    expect(cut('a😀b', 2)).toBe('a… (3 more)');
  });

  test('a path in an address keeps its slashes and nothing else', () => {
    expect(encodedPath('a b/(c)#d/é.yaml')).toBe('a%20b/%28c%29%23d/%C3%A9.yaml');
  });
});

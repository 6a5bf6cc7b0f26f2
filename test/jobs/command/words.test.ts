import { describe, expect, it } from 'vitest';
import { scope, splitCommand, unknownFlag } from '../../../src/jobs/command/words.ts';

describe('splitCommand', () => {
  it.each([
    ['/help', 'help', [], {}],
    ['/rollback orders env production --dry-run', 'rollback', ['orders', 'env', 'production'], { 'dry-run': true }],
    ['/waive 3fa92c --reason "v1 clients moved"', 'waive', ['3fa92c'], { reason: 'v1 clients moved' }],
    ['/waive 3fa92c --reason “typed on a phone”', 'waive', ['3fa92c'], { reason: 'typed on a phone' }],
    ['/sluice hold orders env staging', 'sluice hold', ['orders', 'env', 'staging'], {}],
    ['/plan\r\nand some text\n/rollback all', 'plan', [], {}],
    ['/waive all --reason', 'waive', ['all'], { reason: '' }],
    ['/rollback all; curl evil', 'rollback', ['all;', 'curl', 'evil'], {}],
    ['/why "--reason"', 'why', ['--reason'], {}],
  ])('%j', (line, name, words, flags) => {
    const split = splitCommand(line);
    expect(split?.name).toBe(name);
    expect(split?.words).toEqual(words);
    expect(Object.fromEntries(split?.flags ?? [])).toEqual(flags);
  });

  it.each([
    ['a quote', '> /rollback all'],
    ['a fence', '```\n/rollback all\n```'],
    ['an indented block', '    /rollback all'],
    ['a later line', 'please\n/rollback all'],
    ['a path', '/ rollback'],
    ['a control character', '/rollback\u0000 all'],
    ['an escape sequence', '/rollback \u001b[31mall'],
    ['64 kB of arguments', `/rollback ${'a'.repeat(65_536)}`],
    ['nothing', ''],
  ])('finds no command in %s', (_, body) => {
    expect(splitCommand(body)).toBeUndefined();
  });
});

describe('scope', () => {
  it('takes names and keywords in any order', () => {
    expect(scope(['env', 'production', 'orders', 'to', 'last-good'], ['env', 'to'])).toEqual({
      ok: true,
      apis: ['orders'],
      environment: 'production',
      to: 'last-good',
    });
  });

  it.each([
    [['all;', 'curl'], 'not a name'],
    [['../x'], 'not a name'],
    [['env'], 'needs a name'],
    [['env', 'a', 'env', 'b'], 'twice'],
    [['from', 'staging'], 'does not belong'],
  ])('refuses %j', (words, message) => {
    expect(scope(words, ['env'])).toMatchObject({ ok: false, message: expect.stringContaining(message) as string });
  });
});

it('names a flag that a command does not know', () => {
  const words = splitCommand('/hold orders env staging --force yes');
  expect(unknownFlag(words!, ['reason'])).toContain('--force');
});

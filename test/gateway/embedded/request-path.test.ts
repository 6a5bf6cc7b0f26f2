import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTarget } from '../../../src/gateway/embedded/request-path.ts';

describe('readTarget', () => {
  it.each([
    ['/orders', '/orders', ''],
    ['/', '/', ''],
    ['/orders?a=1&b=../x', '/orders', '?a=1&b=../x'],
    ['/orders//items///7', '/orders/items/7', ''],
    ['/orders/./items/../7', '/orders/7', ''],
    ['/orders/%2e%2E/admin', '/admin', ''],
    ['/orders/.%2e/', '/', ''],
    ['/../../admin', '/admin', ''],
    ['/orders/', '/orders/', ''],
    ['/orders/..', '/', ''],
    ['/orders/%7eann/%c3%a9', '/orders/~ann/%C3%A9', ''],
    ['/orders/%252e%252e/x', '/orders/%252e%252e/x', ''],
    ['/orders;v=1/x', '/orders;v=1/x', ''],
  ])('%s is %s', (target, path, query) => {
    expect(readTarget(target)).toEqual({ path, query });
  });

  it('takes the authority of an absolute target', () => {
    expect(readTarget('http://api.acme.example:8080/orders?x=1')).toEqual({
      authority: 'api.acme.example:8080',
      path: '/orders',
      query: '?x=1',
    });
    expect(readTarget('http://api.acme.example')).toMatchObject({ path: '/' });
  });

  it.each([
    ['an encoded slash', '/orders/..%2fadmin'],
    ['an encoded backslash', '/orders/..%5Cadmin'],
    ['a backslash', '/orders\\..\\admin'],
    ['an encoded NUL', '/orders/%00'],
    ['an encoded line break', '/orders/%0d%0aX: 1'],
    ['broken encoding', '/orders/%zz'],
    ['encoding that is cut off', '/orders/%2'],
    ['a fragment', '/orders#x'],
    ['dot segments behind a path parameter', '/orders/..;/admin'],
    ['characters outside ASCII', '/orders/é'],
    ['a space', '/orders/a b'],
    ['no path', '*'],
    ['nothing', ''],
  ])('refuses %s', (_, target) => {
    expect(readTarget(target)).toBeUndefined();
  });

  it('gives one form: reading it again changes nothing, and nothing is left to resolve', () => {
    const piece = fc.constantFrom('/', '.', '..', '%2e', '%2E', '%41', 'a', 'orders', ';', '%', '//', '%25', '2e');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const once = readTarget(`/${pieces.join('')}`);
        if (once === undefined) return;
        expect(once.path).not.toMatch(/\/\/|\/\.{1,2}(\/|;|$)/);
        expect(readTarget(once.path)).toEqual(once);
      }),
      { numRuns: 2000 },
    );
  });
});

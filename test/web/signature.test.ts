import { createHmac, timingSafeEqual } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { isSigned } from '../../src/web/signature.ts';

vi.mock(import('node:crypto'), async (original) => {
  const real = await original();
  return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) };
});

test('every secret is compared in constant time, whichever is right', () => {
  const body = Buffer.from('{}');
  const signature = `sha256=${createHmac('sha256', 'first').update(body).digest('hex')}`;
  expect(isSigned(body, signature, ['first', 'second'])).toBe(true);
  expect(
    isSigned(
      body,
      signature.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
      ['first', 'second'],
    ),
  ).toBe(false);
  expect(timingSafeEqual).toHaveBeenCalledTimes(4);
});

import { expect, test } from 'vitest';
import { told } from './between.ts';

const scheme = (text: string): string => `{ paths: {}, components: { securitySchemes: { a: { ${text} } } } }`;
const at = (address: string): string => scheme(`type: openIdConnect, openIdConnectUrl: 'https://${address}'`);

test('another address of OpenID Connect is told', () => {
  expect(told(at('a.example'), at('b.example'))).toEqual(['api-security-component-open-id-connect-url-changed info']);
  expect(told(at('a.example'), at('a.example'))).toEqual([]);
});

test('another type of scheme is told as that', () => {
  const basic = scheme('type: http, scheme: basic');
  expect(told(at('a.example'), basic)).toEqual(['api-security-component-type-changed info']);
});

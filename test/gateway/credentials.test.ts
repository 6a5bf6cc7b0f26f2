import { describe, expect, it } from 'vitest';
import { credentialsIn } from '../../src/gateway/credentials.ts';
import type { Json } from '../../src/spec/json.ts';

const isReference = (text: string): boolean => text.startsWith('env://');
const places = (value: Json): string[] => credentialsIn(value, isReference).map(({ place }) => place);

describe('texts that let somebody in', () => {
  it.each<[string, Json, string[]]>([
    ['a field that is called so', { clientSecret: 'abc' }, ['/clientSecret']],
    ['in any spelling', { 'client-secret': 'abc', API_KEY: 'abc' }, ['/client-secret', '/API_KEY']],
    ['in a list', { passwords: [], password: ['abc'] }, ['/password/0']],
    ['a header by its name', { add: [{ name: 'X-Api-Key', value: 'abc' }] }, ['/add/0/value']],
    ['a header as a key', { headers: { 'Proxy-Authorization': 'abc' } }, ['/headers/Proxy-Authorization']],
    ['an address with a user', { url: 'https://me:abc@upstream.example/' }, ['/url']],
    ['an address with a key in its query', { url: 'https://upstream.example/?api_key=abc' }, ['/url']],
    ['a private key by its look', { anything: '-----BEGIN EC PRIVATE KEY-----\nabc' }, ['/anything']],
    ['a bearer token by its look', { anything: 'Bearer abcdefgh' }, ['/anything']],
    ['a JWT by its look', { anything: 'eyJhbGciOiJI.eyJzdWIiOiIx.abc' }, ['/anything']],
    ['a user of an htpasswd file', { users: ['anna:$2y$05$abc', 'bob:{SHA}abc'] }, ['/users/0', '/users/1']],
    ['a key with a slash in its name', { 'a/b': { token: 'abc' } }, ['/a~1b/token']],
  ])('%s', (_, value, found) => {
    expect(places(value)).toEqual(found);
  });

  it.each<[string, Json]>([
    ['a reference', { clientSecret: 'env://NAME' }],
    ['nothing', { clientSecret: '' }],
    ['a switch', { token: true, password: null }],
    ['the name of a header', { header: { enabled: true, name: 'Authorization' } }],
    ['a property of a schema', { properties: { password: { type: 'string' } } }],
    ['a public key', { source: '-----BEGIN PUBLIC KEY-----\nabc' }],
    ['an address', { url: 'https://upstream.example/@me?page=2' }],
  ])('not %s', (_, value) => {
    expect(places(value)).toEqual([]);
  });
});

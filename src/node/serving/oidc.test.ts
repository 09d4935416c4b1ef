import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOidc } from './oidc.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vernier-oidc-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const written = (text: string): string => {
  const file = join(folder, 'oidc.yaml');
  writeFileSync(file, text);
  chmodSync(file, 0o600);
  return file;
};
const GOOD = 'issuer: https://accounts.example.org\nclient: vernier\n';
const ALLOW = 'allow: [{ email: Ada@Example.org, scope: "write,admin" }, { domain: example.org }]\n';

test('a file, and what the environment says before it', () => {
  const file = written(`${GOOD}secret: from the file\n${ALLOW}`);
  expect(readOidc(file, {})).toEqual({
    issuer: 'https://accounts.example.org',
    client: 'vernier',
    secret: 'from the file',
    name: 'accounts.example.org',
    allow: [
      { email: 'ada@example.org', domain: null, scopes: ['read', 'write', 'admin'] },
      { email: null, domain: 'example.org', scopes: ['read'] },
    ],
  });
  const env = { VERNIER_OIDC_SECRET: 's', VERNIER_OIDC_CLIENT: 'c', VERNIER_OIDC_ISSUER: 'http://127.0.0.1:9/x' };
  expect(readOidc(file, env)).toMatchObject({ secret: 's', client: 'c', issuer: 'http://127.0.0.1:9/x' });
  expect(readOidc(written(`${GOOD}${ALLOW}`), {}).secret).toBe(null);
});

test('a secret that others may read is refused', () => {
  const file = written(`${GOOD}secret: s\n${ALLOW}`);
  chmodSync(file, 0o644);
  expect(() => readOidc(file, {})).toThrow('others may read it');
  const open = written(`${GOOD}${ALLOW}`);
  chmodSync(open, 0o644);
  expect(readOidc(open, {}).client).toBe('vernier');
});

test.each([
  ['', 'no settings'],
  ['[]', 'no settings'],
  ['{', 'cannot be read'],
  [GOOD, '"allow" lists nobody'],
  [`${GOOD}allow: []`, '"allow" lists nobody'],
  [`client: x\n${ALLOW}`, '"issuer" is missing'],
  [`issuer: https://a\n${ALLOW}`, '"client" is missing'],
  [`issuer: http://accounts.example.org\nclient: x\n${ALLOW}`, 'https://'],
  [`issuer: accounts\nclient: x\n${ALLOW}`, 'https://'],
  [`${GOOD}client_id: x\n${ALLOW}`, '"client_id" is no setting'],
  [`issuer: https://a\nclient: 12\n${ALLOW}`, '"client" is no text'],
  [`${GOOD}allow: [{}]`, 'an email or a domain'],
  [`${GOOD}allow: [{ email: a@b, domain: b }]`, 'an email or a domain'],
  [`${GOOD}allow: [{ email: example.org }]`, 'an email that is none'],
  [`${GOOD}allow: [{ domain: "*.example.org" }]`, 'a domain that is none'],
  [`${GOOD}allow: [{ domain: b, scope: all }]`, 'a scope other than'],
  [`${GOOD}allow: [{ domain: b, scopes: read }]`, 'has "scopes"'],
])('%j: %s', (text, says) => expect(() => readOidc(written(text), {})).toThrow(says));

import { describe, expect, test } from 'vitest';
import { checkHost, checkOrigin, cookieName, cookieOf } from './gate.ts';
import { sameText } from './same-text.ts';
import { TokenBuckets } from './token-buckets.ts';

const passes = (check: () => void): boolean => {
  try {
    check();
    return true;
  } catch {
    return false;
  }
};

describe('the name that a server is called by', () => {
  const names = ['tune.example.org'];
  test.each(['localhost', 'localhost:8642', '127.0.0.1:1', '192.168.1.5:8642', '[::1]:8642', 'TUNE.example.org:443'])(
    '%s is its own',
    (host) => expect(passes(() => checkHost(host, names))).toBe(true),
  );
  test.each([
    null,
    '',
    'evil.example',
    'evil.example:8642',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'localhost:8642@evil.example',
    'tune.example.org.',
    'a b',
    'localhost:99999999',
  ])('%s is not', (host) => expect(passes(() => checkHost(host, names))).toBe(false));
});

describe('the page that asks', () => {
  const asked = (headers: Record<string, string>) =>
    passes(() => checkOrigin(new Headers({ host: 'localhost:8642', ...headers })));
  test('a page of its own, and what is no page', () => {
    expect(asked({})).toBe(true);
    expect(asked({ origin: 'http://localhost:8642' })).toBe(true);
    expect(asked({ 'sec-fetch-site': 'same-origin' })).toBe(true);
    expect(asked({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBe(true); // a link from elsewhere
  });
  test.each([
    'http://evil.example',
    'http://localhost:1',
    'http://localhost',
    'null',
    'file://',
    'http://localhost:8642.x',
  ])('not one of %s', (origin) => expect(asked({ origin })).toBe(false));
  test('not one that does not say who it is, where the browser says that it is a foreign one', () => {
    expect(asked({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(false);
  });
});

test('cookies of two servers on one machine do not meet', () => {
  expect(cookieName('localhost:8642', false)).toBe('vernier-8642');
  expect(cookieName('tune.example.org', true)).toBe('__Host-vernier-session');
  const headers = new Headers({ cookie: 'vernier-1=a; vernier-8642=b; xvernier-8642=c' });
  expect(cookieOf(headers, 'vernier-8642')).toBe('b');
  expect(cookieOf(headers, 'vernier-2')).toBe(null);
});

test('texts are the same, or not', () => {
  expect(sameText('abc', 'abc')).toBe(true);
  for (const other of ['abd', 'ab', 'abcd', '']) expect(sameText('abc', other)).toBe(false);
});

test('a bucket fills again', () => {
  let now = 0;
  const buckets = new TokenBuckets(2, 3, () => now);
  const taken = (name: string) => Array.from({ length: 4 }, () => buckets.take(name));
  expect(taken('a')).toEqual([true, true, true, false]);
  expect(taken('b')).toEqual([true, true, true, false]);
  expect(buckets.wait('a')).toBe(500);
  now = 500;
  expect(taken('a')).toEqual([true, false, false, false]);
  now = 1e9;
  expect(taken('a')).toEqual([true, true, true, false]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wayBack } from './way-back.ts';

test.each(['/', '/studies/one?sort=value&limit=3#a', '/a//b'])('%s is a path of this server', (path) =>
  expect(wayBack(path)).toBe(path),
);

test.each([
  undefined,
  null,
  '',
  'studies',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/a\\b',
  '/\t/evil.example',
  '/\n/evil.example',
  ' /x',
  'javascript:alert(1)',
  '/login?next=/login',
  '/logout',
  `/${'x'.repeat(3000)}`,
])('%j leads to the first page', (path) => expect(wayBack(path)).toBe('/'));

test('laws: whatever is asked for, a browser stays on this server', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    ':',
    '@',
    '\t',
    '\n',
    ' ',
    '?',
    '#',
    'http',
    'evil.example',
    '%2f',
    'é',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const url = new URL(wayBack(pieces.join('')), 'https://tune.example.org/login');
      expect(url.origin).toBe('https://tune.example.org');
    }),
    { numRuns: 2000 },
  );
});

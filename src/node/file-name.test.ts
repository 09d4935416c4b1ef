import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileName } from './file-name.ts';

test('names can be read, and never lead anywhere', () => {
  expect(fileName('digits')).toMatch(/^digits-[0-9a-f]{8}$/);
  expect(fileName('../x')).toMatch(/^x-[0-9a-f]{8}$/);
  expect(fileName('Größe 7')).toMatch(/^Gro-e-7-[0-9a-f]{8}$/);
  expect(fileName('__proto__')).toMatch(/^proto-/);
  expect(fileName('日本')).toMatch(/^[0-9a-f]{8}$/);
});

test('law: short, harmless, and different for different names', () => {
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
      const file = fileName(name);
      expect(file).toMatch(/^[A-Za-z0-9-]{1,49}$/);
      const key = file.toLowerCase();
      expect(seen.get(key) ?? name).toBe(name);
      seen.set(key, name);
    }),
  );
  expect(fileName('Digits').toLowerCase()).not.toBe(fileName('digits').toLowerCase());
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileName } from './file-name.ts';

test('names can be read, and never lead anywhere', () => {
  expect(fileName('digits', '5b0c')).toMatch(/^digits-[0-9a-f]{8}$/);
  expect(fileName('../x', '5b0c')).toMatch(/^x-[0-9a-f]{8}$/);
  expect(fileName('Größe 7', '5b0c')).toMatch(/^Gro-e-7-[0-9a-f]{8}$/);
  expect(fileName('__proto__', '5b0c')).toMatch(/^proto-/);
  expect(fileName('日本', '5b0c')).toMatch(/^[0-9a-f]{8}$/);
});

test('studies of one name in two storages', () => {
  expect(fileName('digits', 'a')).not.toBe(fileName('digits', 'b'));
});

test('law: short, harmless, and different for different names', () => {
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
      const file = fileName(name, '5b0c');
      expect(file).toMatch(/^[A-Za-z0-9-]{1,49}$/);
      const key = file.toLowerCase();
      expect(seen.get(key) ?? name).toBe(name);
      seen.set(key, name);
    }),
  );
  expect(fileName('Digits', '5b0c').toLowerCase()).not.toBe(fileName('digits', '5b0c').toLowerCase());
});

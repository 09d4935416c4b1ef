import { expect, test } from 'vitest';
import { bytesText } from './bytes-text.ts';

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [3_241_000, '3.24 MB'],
  [999_999, '1 MB'],
  [5e15, '5000 TB'],
])('%i', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

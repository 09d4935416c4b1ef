import { expect, test } from 'vitest';
import { newId } from './new-id.ts';

test('each is four random words that can stand in an address, and none comes twice', () => {
  const ids = Array.from({ length: 1000 }, newId);
  for (const id of ids) expect(id).toMatch(/^\d+-\d+-\d+-\d+$/);
  expect(new Set(ids).size).toBe(1000);
});

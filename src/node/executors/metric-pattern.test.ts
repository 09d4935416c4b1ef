import { afterEach, expect, test } from 'vitest';
import { type Caught, checkPatterns, type MetricPatterns, PatternSearch } from './metric-pattern.ts';

let open: PatternSearch | null = null;
afterEach(() => open?.close());

async function caught(patterns: MetricPatterns, pieces: readonly string[], limitMs = 5_000): Promise<Caught[]> {
  const found: Caught[] = [];
  open = new PatternSearch(patterns, limitMs, (more) => found.push(...more));
  for (const piece of pieces) await open.search(Buffer.from(piece));
  await open.search(null);
  return found;
}

test('every line is searched once, across pieces, the last one without an end', async () => {
  expect(
    await caught({ loss: 'loss=([0-9.]+)' }, ['a loss=1\nlo', 'ss=2', '\nloss=3 loss=9\nno', 'ne\nloss=4']),
  ).toEqual(['1', '2', '3', '4'].map((text) => ({ name: 'loss', text })));
});

test('a progress bar makes a line each time it starts again, and the step comes first', async () => {
  expect(await caught({ loss: 'loss (\\S+)', step: '^(\\d+)' }, ['1 loss a\r2 loss b\n'])).toEqual([
    { name: 'step', text: '1' },
    { name: 'loss', text: 'a' },
    { name: 'step', text: '2' },
    { name: 'loss', text: 'b' },
  ]);
});

test('a pattern that never finishes ends with an error, and so does the thread', async () => {
  await expect(caught({ fine: '(x)', bad: '^(a+)+$' }, [`x\n${'a'.repeat(40)}b\n`], 300)).rejects.toThrow(
    'The pattern for "bad" (^(a+)+$) took more than 300 ms on one line of output.',
  );
});

test('many fast lines take as long as they take', async () => {
  const found = await caught(
    { loss: 'loss=(1)' },
    Array.from({ length: 20 }, () => `${'noise '.repeat(2000)}\n`.repeat(20)),
    100,
  );
  expect(found).toEqual([]);
});

test('patterns that cannot be are refused', () => {
  expect(() => checkPatterns({ loss: '(' })).toThrow(/pattern for "loss" is \(: .*Unterminated group/);
  expect(() => checkPatterns({ loss: 'loss=\\d+' })).toThrow(/has no group/);
  expect(() => checkPatterns({ loss: 'loss=(?:\\d+)' })).toThrow(/has no group/);
  expect(() => checkPatterns({ loss: 'a|(b)' })).not.toThrow();
});

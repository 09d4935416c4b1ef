import { expect, test } from 'vitest';
import { EMPTY_LOG, linesWith, type LogPiece, withPiece } from './log-buffer.ts';

const piece = (from: number, text: string, more: Partial<LogPiece> = {}): LogPiece => ({
  text,
  from,
  next: from + text.length,
  bytes: from + text.length,
  omitted: 0,
  isOver: false,
  ...more,
});

test('pieces follow each other', () => {
  const log = withPiece(withPiece(EMPTY_LOG, piece(0, 'one\ntwo\n')), piece(8, 'three\n', { isOver: true }));
  expect(log).toMatchObject({ lines: ['one', 'two', 'three'], next: 14, isOver: true, dropped: 0 });
});

test('an empty piece changes no line, and empty lines are lines', () => {
  const log = withPiece(EMPTY_LOG, piece(0, 'one\n\n'));
  expect(log.lines).toEqual(['one', '']);
  expect(withPiece(log, piece(5, '')).lines).toBe(log.lines);
});

test('a log that began anew replaces what was known', () => {
  const log = withPiece(withPiece(EMPTY_LOG, piece(0, 'old\nlines\n')), piece(0, 'new\n'));
  expect(log.lines).toEqual(['new']);
});

test('the front goes when there is no room, and is counted', () => {
  let log = EMPTY_LOG;
  for (let i = 0; i < 100; i++) log = withPiece(log, piece(i * 10, `${String(i).padStart(9, '.')}\n`), 100);
  expect(log.lines).toHaveLength(10);
  expect(log.lines.at(-1)).toBe('.......99');
  expect(log.dropped).toBe(90);
  expect(withPiece(EMPTY_LOG, piece(0, `${'x'.repeat(500)}\n`), 100).lines).toHaveLength(1);
});

test('a search goes by letters, whatever their size', () => {
  expect(linesWith(['Epoch 1', 'loss', 'EPOCH 2'], 'epoch')).toEqual([0, 2]);
  expect(linesWith(['a'], '')).toEqual([]);
});

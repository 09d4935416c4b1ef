import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLog } from './log-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vernier-log-'));
  path = join(folder, 'output.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = () => readFileSync(path, 'utf8');

test('an opening adds to what is there, at once', () => {
  const log = openLog(path, 1000);
  log.write('one\n');
  log.write(Buffer.from('zwei ü\n'));
  expect(text()).toBe('one\nzwei ü\n');
  log.close();
  const again = openLog(path, 1000);
  again.write('more');
  again.close();
  expect(text()).toBe('one\nzwei ü\nmore');
});

test('of a log that becomes too long the middle is left out: how it began and how it ended is kept', () => {
  const line = (i: number) => `line ${String(i).padStart(6, '0')}\n`;
  const limit = 4000;
  let log = openLog(path, limit);
  let most = 0;
  for (let i = 0; i < 5000; i++) {
    log.write(line(i));
    most = Math.max(most, statSync(path).size);
    if (i === 2500) {
      log.close(); // as a second try does
      log = openLog(path, limit);
    }
  }
  log.close();
  expect(most).toBeLessThanOrEqual(limit + line(0).length);
  const lines = text().trimEnd().split('\n');
  const at = lines.findIndex((one) => one.startsWith('['));
  const [before, after] = [lines.slice(0, at), lines.slice(at + 1)];
  expect(before).toEqual(before.map((_, i) => line(i).trimEnd()));
  expect(after).toEqual(after.map((_, i) => line(5000 - after.length + i).trimEnd()));
  expect(Math.min(before.length, after.length) * line(0).length).toBeGreaterThan(limit / 4 - 2 * line(0).length);
  const omitted = Number(/(\d+) bytes are left out here, of a log of 4000 bytes at most/.exec(lines[at]!)![1]);
  expect(omitted).toBe((5000 - before.length - after.length) * line(0).length);
});

test('one piece longer than all that may be kept, and a line without an end', () => {
  const log = openLog(path, 400);
  log.write(`start${'x'.repeat(100_000)}end`);
  log.close();
  expect(text()).toMatch(/^startx{95}\n\[vernier: \d+ bytes are left out here, .*\]\nx+end$/);
  expect(statSync(path).size).toBeLessThanOrEqual(400);
});

test('a full disk costs the log, not the trial', (context) => {
  if (process.platform !== 'linux') context.skip('only on Linux');
  const log = openLog('/dev/full', 100);
  log.write('lost');
  log.write('too');
  log.close();
});

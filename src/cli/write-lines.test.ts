import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { writeLines } from './write-lines.ts';

test('a slow reader gets every line, and nothing is left listening', async () => {
  let got = '';
  let most = 0;
  const out = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      got += chunk.toString();
      most = Math.max(most, out.listenerCount('close') + out.listenerCount('error') + out.listenerCount('drain'));
      setImmediate(done);
    },
  });
  const lines = Array.from({ length: 50 }, (_, i) => `line ${i}`);
  await writeLines(out, lines);
  expect(got).toBe(`${lines.join('\n')}\n`);
  expect(most).toBeLessThan(8);
  for (const event of ['close', 'error', 'drain']) expect(out.listenerCount(event)).toBe(0);
});

test('whose reader goes gets no more, and nobody waits for it', async () => {
  let taken = 0;
  const out = new Writable({
    highWaterMark: 1,
    write(_chunk, _encoding, done) {
      if (++taken === 3) out.destroy();
      else setImmediate(done);
    },
  });
  await writeLines(
    out,
    Array.from({ length: 50 }, () => 'x'),
  );
  expect(taken).toBe(3);
});

test('a stream that breaks ends it', async () => {
  const out = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => done(new Error('no space left')) });
  let broken = '';
  out.on('error', ({ message }) => (broken = message));
  await writeLines(out, ['a', 'b', 'c']);
  expect(broken).toBe('no space left');
});

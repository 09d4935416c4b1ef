import { expect, test } from 'vitest';
import { shareLine } from './share-line.ts';

function screen(isTTY: boolean, every: number) {
  const written: string[] = [];
  let now = 0;
  const out = { isTTY, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
  return { written, heard: shareLine('Sobol indices', out, () => (now += every) - every) };
}

test('tells the share that is done and the time that is left, and goes when all is done', () => {
  const { written, heard } = screen(true, 2000);
  for (const share of [0.2, 0.4, 1]) heard(share);
  expect(written).toEqual([
    '\r\x1b[2KSobol indices: 20 %, 8 s left',
    '\r\x1b[2KSobol indices: 40 %, 6 s left',
    '\r\x1b[2K',
  ]);
});

test('says nothing of what is quick, nor into files', () => {
  const quick = screen(true, 50);
  const file = screen(false, 2000);
  for (const share of [0.2, 0.4, 0.6, 1]) [quick, file].forEach(({ heard }) => heard(share));
  expect([quick.written, file.written]).toEqual([[], []]);
});

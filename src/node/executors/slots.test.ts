import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, bytesText, hostResources, Lending, sharedOut, slotEnvironment } from './slots.ts';

const host = { cpus: 8, memory: 16e9, gpus: ['0', '1'] };
const gpus = (...slots: number[]) =>
  sharedOut(
    slots.map((share) => ({ gpus: share })),
    host,
  ).map((slot) => slot.gpus);

test('slots are numbered, and have what they ask for', () => {
  expect(sharedOut([{ count: 2, cpus: 2, memory: '4GB', gpus: 0.5 }, { cpus: 0.5 }], host)).toEqual([
    { index: 0, cpus: 2, memory: 4e9, gpus: ['0'] },
    { index: 1, cpus: 2, memory: 4e9, gpus: ['0'] },
    { index: 2, cpus: 0.5, memory: null, gpus: null },
  ]);
});

test('devices: fractions share one, whole ones stand alone', () => {
  expect(gpus(0.5, 0.5, 0.5, 0.5)).toEqual([['0'], ['0'], ['1'], ['1']]);
  expect(gpus(0.3, 1, 0.3, 0.3)).toEqual([['1'], ['0'], ['1'], ['1']]);
  expect(gpus(2)).toEqual([['0', '1']]);
  expect(gpus(0, 1)).toEqual([[], ['0']]);
});

test.each([
  [[{ count: 5, cpus: 2 }], /slots ask for processors: 10; this host has 8/],
  [[{ count: 3, memory: '8GB' }], /slots ask for memory: 24\.0 GB; this host has 16\.0 GB/],
  [[{ count: 3, gpus: 1 }], /slots ask for 3 GPUs; this host has 2 \(0, 1\)/],
  [[{ count: 3, gpus: 0.7 }], /GPUs; this host has 2/],
  [[{ gpus: 1.5 }], /gpus 1\.5; expected a whole number, or a fraction below 1/],
  [[{ gpus: -1 }], /gpus -1/],
  [[{ cpus: 0 }], /cpus 0; expected a number above 0/],
  [[{ count: 1.5 }], /count 1\.5/],
  [[{ memory: '8 apples' }], /memory size is "8 apples"/],
])('%j is refused', (slots, message) => {
  expect(() => sharedOut(slots, host)).toThrow(message);
});

test('the environment of a slot', () => {
  expect(slotEnvironment({ index: 0, cpus: 2.5, memory: null, gpus: ['1', '3'] })).toEqual({
    OMP_NUM_THREADS: '2',
    CUDA_VISIBLE_DEVICES: '1,3',
  });
  expect(slotEnvironment({ index: 0, cpus: 0.5, memory: null, gpus: [] })).toEqual({
    OMP_NUM_THREADS: '1',
    CUDA_VISIBLE_DEVICES: '',
  });
  expect(slotEnvironment({ index: 0, cpus: null, memory: null, gpus: null })).toEqual({});
  expect(slotEnvironment(null)).toEqual({});
});

test('sizes', () => {
  const sizes = [8, '8', '8GB', '1.5 gib', '512MiB', '3kb', 1e21, '1e3', '1.5E+3 kB'];
  expect(sizes.map((size) => bytesOf(size))).toEqual([8, 8, 8e9, 1.5 * 2 ** 30, 2 ** 29, 3000, 1e21, 1000, 1_500_000]);
  for (const size of ['', '-1', '0', 'GB', '1PB', '1 2', '1e', '1e-3', '1e999', 0.2, Number.POSITIVE_INFINITY])
    expect(() => bytesOf(size)).toThrow(/memory size/);
  expect(() => bytesOf(Number.NaN, 'checkpoints: limit')).toThrow('checkpoints: limit is NaN; expected bytes');
  expect([999, 2_500_000, 8e9].map(bytesText)).toEqual(['999 bytes', '3 MB', '8.0 GB']);
});

test('this host has something', () => {
  const here = hostResources();
  expect(here.cpus).toBeGreaterThanOrEqual(1);
  expect(here.memory).toBeGreaterThan(2 ** 27);
});

test('things are lent to one at a time, first come, first served', async () => {
  const lending = new Lending(['a', 'b']);
  expect([await lending.take(), await lending.take()]).toEqual(['a', 'b']);
  const got: string[] = [];
  const later = [1, 2].map((who) => lending.take().then((thing) => got.push(`${who}${thing}`)));
  lending.give('b');
  lending.give('a');
  await Promise.all(later);
  expect(got).toEqual(['1b', '2a']);
});

describe('laws', () => {
  test('no device is lent more than once over', () => {
    const share = fc.constantFrom(0, 0.1, 0.25, 0.3, 0.5, 0.9, 1, 2);
    fc.assert(
      fc.property(fc.array(share, { maxLength: 8 }), (shares) => {
        let lent: ReturnType<typeof gpus>;
        try {
          lent = gpus(...shares);
        } catch {
          return;
        }
        for (const device of host.gpus) {
          const used = shares.reduce<number>(
            (sum, each, i) => sum + (lent[i]!.includes(device) ? Math.min(each, 1) : 0),
            0,
          );
          expect(used).toBeLessThanOrEqual(1 + 1e-9);
        }
        expect(lent.map((devices) => devices!.length)).toEqual(shares.map((each) => Math.ceil(each)));
      }),
    );
  });
});

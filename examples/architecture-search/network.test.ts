import { expect, test } from 'vitest';
import { readDigits, uniform } from '../digits-typescript/digits.ts';
import { Network } from '../digits-typescript/network.ts';
import { SkipNetwork } from './network.ts';
import { train } from './train.ts';

const { train: learned, validation } = readDigits();

test('without skip connections it is the network of digits-typescript, bit for bit', () => {
  const plain = new Network([64, 9, 7, 10], 'gelu', 25, uniform(3));
  const other = new SkipNetwork(
    [
      { width: 9, activation: 'gelu', sees: [0] },
      { width: 7, activation: 'gelu', sees: [1] },
    ],
    25,
    uniform(3),
  );
  expect(other.parameters).toBe(64 * 9 + 9 + 9 * 7 + 7 + 7 * 10 + 10);
  for (let from = 0; from < 1000; from += 25) {
    const pixels = learned.pixels.subarray(from * 64, (from + 25) * 64);
    const labels = learned.labels.subarray(from, from + 25);
    expect(other.step(pixels, labels, 0.01)).toBe(plain.step(pixels, labels, 0.01, 0, { name: 'adam' }));
  }
  expect(other.evaluate(validation.pixels, validation.labels)).toEqual(
    plain.evaluate(validation.pixels, validation.labels),
  );
});

test('the slopes of skipped layers are those of the loss', () => {
  // Where they are right, each small step along them lowers the loss of the same batch.
  const network = new SkipNetwork(
    [
      { width: 6, activation: 'tanh', sees: [0] },
      { width: 5, activation: 'gelu', sees: [1, 0] },
      { width: 7, activation: 'tanh', sees: [2, 0, 1] },
    ],
    50,
    uniform(4),
  );
  const pixels = learned.pixels.subarray(0, 50 * 64);
  const labels = learned.labels.subarray(0, 50);
  const losses = Array.from({ length: 200 }, () => network.step(pixels, labels, 3e-4));
  for (let i = 1; i < losses.length; i++) expect(losses[i]!).toBeLessThan(losses[i - 1]!);
});

test('a layer that sees the pixels is not held up by a narrow one below', () => {
  const layers = { layer1: 'dense', width1: 2, activation1: 'relu', layer2: 'dense' } as const;
  const second = { width2: 16, activation2: 'relu', layer3: 'none' } as const;
  const accuracy = (skip2: 'none' | 'pixels') =>
    train({ ...layers, ...second, skip2 }, learned).evaluate(validation.pixels, validation.labels).accuracy;
  expect(accuracy('none')).toBeLessThan(0.7);
  expect(accuracy('pixels')).toBeGreaterThan(0.9);
});

import { describe, expect, test } from 'vitest';
import { evidenceOf } from '../../../test/evidence.ts';
import { random } from '../../math/random.ts';
import { categorical, float } from '../../space/distribution.ts';
import { configurationAt } from '../../space/draw.ts';
import { space } from '../../space/space.ts';
import { Features } from '../../space/features.ts';
import { localRows, MOST } from './local.ts';

const searched = space({ x: float(0, 1), y: float(0, 1), c: categorical(['p', 'q']) });
const features = new Features(searched);

function many(count: number, seed = 1) {
  const stream = random(seed);
  const trials = Array.from({ length: count }, () => ({
    values: configurationAt(searched, () => stream.uniform()),
    losses: [stream.normal()],
  }));
  return { evidence: evidenceOf(searched, trials), losses: trials.map(({ losses }) => losses[0]!) };
}

test('few results are all taken', () => {
  const { evidence, losses } = many(MOST);
  const rows = losses.map((_, row) => row);
  expect(localRows(rows, (i) => losses[i]!, evidence, features)).toBe(rows);
});

describe('many results', () => {
  const { evidence, losses } = many(900);
  const rows = losses.map((_, row) => row).filter((row) => row % 7 !== 0);
  const loss = (i: number): number => losses[rows[i]!]!;
  const chosen = localRows(rows, loss, evidence, features);
  const kept = new Set(chosen);

  test('the most that a process takes, ascending, each once, from those given', () => {
    expect(chosen.length).toBe(MOST);
    expect(chosen).toEqual([...kept].sort((a, b) => a - b));
    expect(chosen.every((row) => rows.includes(row))).toBe(true);
  });

  test('the hundred best are among them', () => {
    const best = rows.toSorted((a, b) => losses[a]! - losses[b]!).slice(0, 100);
    expect(best.filter((row) => !kept.has(row))).toEqual([]);
  });

  test('near the best all are taken, far away some', () => {
    const centre = evidence.at(rows.toSorted((a, b) => losses[a]! - losses[b]!)[0]!);
    const distance = (row: number): number => {
      const [x, y, c] = evidence.at(row);
      return (x! - centre[0]!) ** 2 + (y! - centre[1]!) ** 2 + (c === centre[2] ? 0 : 1);
    };
    const sorted = rows.toSorted((a, b) => distance(a) - distance(b));
    expect(sorted.slice(0, 150).every((row) => kept.has(row))).toBe(true);
    expect(sorted.slice(-300).filter((row) => kept.has(row)).length).toBeGreaterThan(30);
  });

  test('the same each time', () => {
    expect(localRows(rows, loss, evidence, features)).toEqual(chosen);
  });

  test.each([
    ['all equal', () => 1],
    ['of any size', (i: number) => (i % 3 === 0 ? Number.MAX_VALUE : -1e300 * (i % 5))],
    ['endless', (i: number) => (i % 2 === 0 ? Number.POSITIVE_INFINITY : i)],
  ])('losses that are %s are taken too', (_, of) => {
    const found = localRows(rows, of, evidence, features);
    expect(new Set(found).size).toBe(MOST);
  });
});

import { describe, expect, test } from 'vitest';
import { History } from '../../history/history.ts';
import { recordOf } from '../../history/record.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { type Ending, Surrogate } from './surrogate.ts';

const square = space({ x: float(0, 1), y: float(0, 1) });

/** Trials spread over the square, and what they end at. */
function made(count: number) {
  const history = new History([{ name: 'loss', direction: 'minimize' }]);
  const place = (i: number): { x: number; y: number } => ({ x: (0.5 + 0.618034 * i) % 1, y: (0.5 + 0.754878 * i) % 1 });
  const trials = Array.from({ length: count }, (_, i) => {
    const params = Object.fromEntries(
      Object.entries(place(i)).map(([name, internal]) => [name, { distribution: float(0, 1), internal }]),
    );
    return { type: 'trial', trial: recordOf({ state: 'running', startedAt: 0, params }, i, i) } as const;
  });
  history.apply(trials);
  const final = (i: number): number => 0.2 + (place(i).x - 0.3) ** 2;
  return { history, place, final };
}

const ended = (count: number, final: (i: number) => number): Ending[] =>
  Array.from({ length: count }, (_, row) => ({ row, mean: final(row), sd: 0 }));

describe('what configurations say of the end', () => {
  test('runs near good ones are expected to be good, with little doubt; far from all, with more', () => {
    const { history, place, final } = made(60);
    const surrogate = new Surrogate(square);
    surrogate.condition(history, ended(30, final));
    const good = Array.from({ length: 30 }, (_, i) => 30 + i).filter((row) => Math.abs(place(row).x - 0.3) < 0.25);
    expect(good.length).toBeGreaterThan(5);
    const told = surrogate.told(history, good);
    good.forEach((row, i) => expect(Math.abs(told[i]!.near.mean - final(row))).toBeLessThan(0.03));
    expect(told[0]!.trust).toBeGreaterThan(0.8);
    const few = new Surrogate(square);
    few.condition(history, ended(6, final));
    const doubt = (one: Surrogate): number => one.told(history, good).reduce((sum, each) => sum + each!.near.sd, 0);
    expect(doubt(few)).toBeGreaterThan(1.2 * doubt(surrogate));
  });

  test('a forecast counts as it is sure', () => {
    const { history, final } = made(60);
    const complete = ended(20, final);
    const near = 20;
    const beside = 20 + 34; // at nearly the same place
    const expected = (sd: number | null): number => {
      const surrogate = new Surrogate(square);
      surrogate.condition(history, sd === null ? complete : [...complete, { row: near, mean: 0, sd }]);
      return surrogate.told(history, [beside])[0]!.near.mean;
    };
    const without = expected(null);
    expect(without).toBeGreaterThan(0.15);
    expect(expected(1e-6)).toBeLessThan(0.8 * without);
    expect(Math.abs(expected(1e3) - without)).toBeLessThan(1e-3);
    expect(expected(0.1)).toBeGreaterThan(expected(0.01));
    expect(expected(1)).toBeGreaterThan(expected(0.1));
  });

  test('what a run came to itself does not count for it', () => {
    const { history, final } = made(30);
    const surrogate = new Surrogate(square);
    const others = ended(30, final).filter(({ row }) => row !== 7);
    surrogate.condition(history, others);
    const [without] = surrogate.told(history, [7]);
    surrogate.condition(history, [...others, { row: 7, mean: 0.25, sd: 0.01 }]);
    const [within] = surrogate.told(history, [7]);
    expect(without!.near.mean).toBeGreaterThan(0.35);
    expect(within!.near.mean).toBeGreaterThan(0.33); // one more run moves what is true of all
  });

  test('where ends have nothing to do with configurations, neighbours count for little', () => {
    const { history } = made(60);
    const surrogate = new Surrogate(square);
    surrogate.condition(
      history,
      ended(48, (i) => ((i * 7919) % 101) / 101),
    );
    for (const told of surrogate.told(history, [50, 53, 57]))
      if (told !== null) expect(told.beside.sd).toBeGreaterThan(0.25);
  });

  test('nothing is said while few are complete, nor where all came to the same', () => {
    const { history, final } = made(20);
    const surrogate = new Surrogate(square);
    surrogate.condition(history, ended(4, final));
    expect(surrogate.told(history, [10])).toEqual([null]);
    surrogate.condition(
      history,
      ended(12, () => 0.5),
    );
    expect(surrogate.told(history, [15])).toEqual([null]);
    surrogate.condition(history, ended(12, final));
    expect(surrogate.told(history, [15])[0]).not.toBeNull();
  });

  test('what was taken in before leaves no trace; many are told what one is', () => {
    const { history, final } = made(200);
    const [grown, fresh] = [new Surrogate(square), new Surrogate(square)];
    for (let count = 1; count <= 120; count += 7) grown.condition(history, ended(count, final));
    const all = [...ended(110, final), { row: 150, mean: 0.3, sd: 0.02 }];
    grown.condition(history, all);
    fresh.condition(history, all);
    const rows = [3, 150, 180];
    expect(grown.told(history, rows)).toEqual(rows.map((row) => fresh.told(history, [row])[0]));
  });
});

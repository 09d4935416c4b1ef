import { describe, expect, test } from 'vitest';
import { incumbents, LANES, ranked, verdictOf } from './lane.ts';
import { type Race, race } from './race.ts';
import { signalOf } from './signal.ts';
import { outcome, placeText, sentence, valueText } from './talk.ts';

const SIGNAL = signalOf(6, 1, 'strong', 'some');

async function finished(own: Race): Promise<Race> {
  while (!own.standing.isRun) await own.step();
  return own;
}

describe('a race', () => {
  test('gives everybody equally many probes, and ends', async () => {
    const own = await finished(race(SIGNAL, 6));
    for (let i = 0; i < 9; i++) own.listen([90 + i]);
    const { lanes, events, isReady } = own.standing;
    expect(isReady).toBe(true);
    expect(LANES.map((name) => lanes[name].probes.length)).toEqual([6, 6, 6, 6]);
    expect(LANES.every((name) => lanes[name].plan === null)).toBe(true);
    expect(events.length).toBe(24);
    await own.step();
    expect(own.standing.events.length).toBe(24);
  });

  test('takes one step at a time, however often it is asked to', async () => {
    const own = race(SIGNAL, 6);
    await Promise.all([own.step(), own.step(), own.step()]);
    expect(own.standing.lanes.grid.probes.length).toBe(1);
  });

  test('tells whoever listens of every change, until they have had enough', async () => {
    const own = race(SIGNAL, 6);
    let told = 0;
    const end = own.subscribe(() => told++);
    own.listen([100]);
    expect(told).toBe(1);
    await own.step();
    expect(told).toBeGreaterThanOrEqual(5);
    end();
    const before = told;
    own.listen([101]);
    expect(told).toBe(before);
  });
});

describe('a verdict', () => {
  const strongest = SIGNAL.stations[0]!.place;
  const weak = SIGNAL.stations[1]!.place;
  const probe = (place: readonly number[], heard: number) => ({ place, heard, why: null, fit: null });
  const lane = (...probes: readonly ReturnType<typeof probe>[]) => ({ name: 'hand' as const, probes, plan: null });

  test('says since when the best place has been on its station', () => {
    const verdict = verdictOf(
      lane(probe([90], 0.2), probe(weak, 0.5), probe(strongest, 0.95), probe([91], 0.1)),
      SIGNAL,
    )!;
    expect(verdict).toMatchObject({ isStrongest: true, after: 3, station: SIGNAL.stations[0] });
    expect(incumbents(verdict === null ? [] : lane(probe([90], 0.2), probe(weak, 0.5)).probes)).toEqual([0, 1]);
  });

  test('believes what was heard, not what is true', () => {
    expect(verdictOf(lane(probe(strongest, 0.5), probe(weak, 0.6)), SIGNAL)).toMatchObject({
      isStrongest: false,
      station: SIGNAL.stations[1],
      after: 2,
    });
  });

  test('is none without probes; beside every station there is no station', () => {
    expect(verdictOf(lane(), SIGNAL)).toBeNull();
    const beside = [strongest[0]! + 1.5];
    expect(verdictOf(lane(probe(beside, 0.4)), SIGNAL)).toMatchObject({
      station: null,
      after: null,
      isStrongest: false,
    });
  });

  test('the soonest comes first', () => {
    const late = verdictOf({ ...lane(probe([90], 0.2), probe(strongest, 0.9)), name: 'grid' }, SIGNAL)!;
    const soon = verdictOf({ ...lane(probe(strongest, 0.9)), name: 'bayes' }, SIGNAL)!;
    const never = verdictOf({ ...lane(probe(weak, 0.9)), name: 'random' }, SIGNAL)!;
    expect(ranked([late, never, soon]).map(({ lane: name }) => name)).toEqual(['bayes', 'grid']);
  });
});

describe('the commentary', () => {
  test('says who listened where, what was heard, and what is best', () => {
    const own = race(SIGNAL, 6);
    own.listen([98]);
    own.listen([SIGNAL.stations[0]!.place[0]!]);
    own.listen([98]);
    const [first, second, third] = own.standing.events.map((event) => sentence(own.standing, event));
    expect(first).toMatch(/^You, probe 1: 98\.00 MHz, \d+ % clear, the first snippet\.$/);
    expect(second).toMatch(/, the best so far \(before: \d+ %\)\.$/);
    expect(third).toMatch(/; the best stays at \d+ %\.$/);
  });

  test('says at the end who found which station after how many probes, and how near', async () => {
    const own = await finished(race(SIGNAL, 15));
    const told = outcome(own.standing, SIGNAL);
    expect(told[0]).toBe('Bayesian search was first.');
    expect(told.find((line) => line.startsWith('Bayesian search found'))).toMatch(
      /^Bayesian search found it after \d+ probes: \d\.\d\d MHz off, and 9\d % clear there\.$/,
    );
    expect(told.length).toBe(5); // who was first, the truth, and three searches: nobody has turned the dial by hand
  });
});

test('places read as a radio shows them', () => {
  expect(placeText([97.349])).toBe('97.35 MHz');
  expect(placeText([97.3, -20.4])).toBe('97.30 MHz, −20°');
  expect(valueText(1, -0.2)).toBe('0°');
});

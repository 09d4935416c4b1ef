import { dialWords as words } from '../../words/dial.ts';
import { KNOBS, type KnobCount, knobsOf } from './knobs.ts';
import { incumbents, LANES, ranked, type Verdict, verdictOf } from './lane.ts';
import type { RaceEvent, Standing } from './race.ts';
import { clearness, type Signal } from './signal.ts';

/** A place in words: `97.35 MHz`, with two knobs `97.35 MHz, −20°`. */
export const placeText = (place: readonly number[]): string =>
  knobsOf(place.length as KnobCount)
    .map((_, axis) => valueText(axis, place[axis]!))
    .join(', ');

/** One knob's value with its unit. */
export function valueText(axis: number, value: number): string {
  const { digits, unit } = KNOBS[axis]!;
  const number = value
    .toFixed(digits)
    .replace(/^-(?=0(\.0*)?$)/, '')
    .replace('-', '−');
  return unit === '°' ? `${number}°` : `${number} ${unit}`;
}

/** What has just happened, in a sentence or two. */
export function sentence({ lanes }: Standing, { lane, probe }: RaceEvent): string {
  const { probes } = lanes[lane];
  const { place, heard, why } = probes[probe]!;
  const said = words.said(lane, probe + 1, placeText(place), heard);
  if (probe === 0) return said + words.isFirst;
  const best = incumbents(probes.slice(0, probe + 1));
  const before = probes[best[probe - 1]!]!.heard;
  const news = best[probe] === probe ? words.isBest(before) : words.isWorse(before);
  return said + news + (lane === 'bayes' ? reasonText(why ?? '') : '');
}

/** A sampler's reason in plain words: its own have numbers, which stand beside the picture. */
function reasonText(why: string): string {
  if (why.startsWith('A first look')) return words.looked;
  if (why.includes(' explores ')) return words.explored;
  return why.includes(' exploits ') ? words.exploited : '';
}

/** What came of it all: who found which station after how many probes, and how near. */
export function outcome({ lanes }: Standing, signal: Signal): readonly string[] {
  const verdicts = LANES.map((name) => verdictOf(lanes[name], signal)).filter((verdict) => verdict !== null);
  const strongest = signal.stations[0]!;
  const truth = words.theStrongest(
    words.stations[strongest.call]!,
    placeText(strongest.place),
    clearness(signal, strongest.place),
  );
  return [
    winner(ranked(verdicts)),
    truth,
    ...verdicts.map((verdict) => verdictText(verdict, signal, lanes[verdict.lane].probes.length)),
  ];
}

function winner(found: readonly Verdict[]): string {
  const first = found.filter(({ after }) => after === found[0]!.after).map(({ lane }) => lane);
  if (first.length === 0) return words.nobody;
  return first.length === 1 ? words.winner(first[0]!) : words.tie(first);
}

function verdictText({ lane, best, station, isStrongest, after }: Verdict, signal: Signal, used: number): string {
  const clear = clearness(signal, best.place);
  if (station === null) return words.foundNone(lane, used, placeText(best.place), away(best.place, signal), clear);
  if (isStrongest) return words.foundIt(lane, after!, away(best.place, signal), clear);
  return words.foundOther(lane, words.stations[station.call]!, after!, clear);
}

/** Distance from the strongest station, knob by knob. */
const away = (place: readonly number[], { stations }: Signal): string =>
  place.map((value, axis) => valueText(axis, Math.abs(value - stations[0]!.place[axis]!))).join(' and ');

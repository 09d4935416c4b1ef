import type { Choice } from 'vernier';
import { numberText } from 'vernier/scene';
import { spaceFromJson } from '../../../../../src/space/file.ts';
import { isComposite, type SearchSpace } from '../../../../../src/space/nodes.ts';
import { steerWords as words } from '../../../words/steer.ts';
import { choiceText } from '../../trial/typed-value.ts';

/** A range that can be narrowed and widened. */
export interface RangeDial {
  readonly kind: 'range';
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly isWhole: boolean;
}

/** Choices that can be left out. */
export interface ChoicesDial {
  readonly kind: 'choices';
  readonly name: string;
  readonly choices: readonly Choice[];
  /** Those that are tried no more. */
  readonly gone: ReadonlySet<Choice>;
}

/** What can be changed of one parameter. */
export type Dial = RangeDial | ChoicesDial;

/** All that can be changed of a space. */
export interface Dials {
  readonly dials: readonly Dial[];
  /** Names of what only a program changes. */
  readonly fixed: readonly string[];
}

/** What somebody has turned: ends as they were typed, or choices that are to go. */
export type Turned = { readonly low: string; readonly high: string } | { readonly without: readonly Choice[] };

/** A change of the space, as the server takes it. */
export type SpaceChange =
  | { readonly type: 'range'; readonly parameter: string; readonly low: number; readonly high: number }
  | { readonly type: 'forbid'; readonly parameter: string; readonly choices: readonly Choice[] };

/** Reads a stored space; null = none is declared, or this version cannot read it. */
export function spaceOf(json: unknown): SearchSpace | null {
  if (json === null || json === undefined) return null;
  try {
    return spaceFromJson(json as never);
  } catch {
    return null;
  }
}

/** What can be turned of a space. A name that stands in several branches is no single dial. */
export function dialsOf({ groups, constraints }: SearchSpace): Dials {
  const names = groups.map(({ name }) => name);
  const isOnce = (name: string): boolean => names.indexOf(name) === names.lastIndexOf(name);
  const dials = groups.flatMap(({ name, parameter }): readonly Dial[] => {
    if (isComposite(parameter) || !isOnce(name)) return [];
    if (parameter.kind !== 'categorical') {
      const { low, high, log, kind } = parameter;
      return [{ kind: 'range', name, low, high, log, isWhole: kind === 'int' }];
    }
    const gone = constraints.flatMap((one) =>
      one.kind === 'forbidden' && Object.keys(one.all).length === 1 && Object.hasOwn(one.all, name)
        ? [one.all[name]!]
        : [],
    );
    return [{ kind: 'choices', name, choices: parameter.choices, gone: new Set(gone) }];
  });
  const turned = new Set(dials.map(({ name }) => name));
  return { dials, fixed: [...new Set(names)].filter((name) => !turned.has(name)) };
}

/** What is wrong with the ends that were typed; null = nothing. */
export function wrongEnds({ isWhole, log }: RangeDial, { low, high }: { readonly low: string; readonly high: string }) {
  const ends = [low, high].map((text) => (text.trim() === '' ? Number.NaN : Number(text)));
  if (!ends.every(Number.isFinite)) return words.wrongNumber;
  if (isWhole && !ends.every(Number.isInteger)) return words.wrongWhole;
  if (log && !ends.every((end) => end > 0)) return words.wrongLog;
  return ends[0]! > ends[1]! ? words.wrongOrder : null;
}

/** The change that a turned dial asks for; null = none, or what was typed will not do. */
export function changeOf(dial: Dial, turned: Turned | undefined): SpaceChange | null {
  if (turned === undefined) return null;
  if (dial.kind === 'choices') {
    const choices = 'without' in turned ? turned.without.filter((choice) => !dial.gone.has(choice)) : [];
    return choices.length === 0 ? null : { type: 'forbid', parameter: dial.name, choices };
  }
  if (!('low' in turned) || wrongEnds(dial, turned) !== null) return null;
  const [low, high] = [Number(turned.low), Number(turned.high)];
  return low === dial.low && high === dial.high ? null : { type: 'range', parameter: dial.name, low, high };
}

/** A change in words. */
export function changeText(dial: Dial, change: SpaceChange): string {
  if (change.type === 'forbid') return words.noMoreOf(dial.name, change.choices.map(choiceText));
  const ends = dial.kind === 'range' ? [dial.low, dial.high].map(numberText) : [];
  return words.rangeBecomes(
    dial.name,
    ends.join(words.until),
    [change.low, change.high].map(numberText).join(words.until),
  );
}

/** A value's place from 0 to 1 between two ends, on the scale of its range. */
export function placeIn(value: number, along: { readonly low: number; readonly high: number; readonly log: boolean }) {
  const { low, high, log } = along;
  const place = log
    ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low)) // their quotient may be too large a number
    : (value - low) / (high - low);
  return Number.isFinite(place) ? Math.max(0, Math.min(1, place)) : 0;
}

/** The value at a place, short enough to be read. */
export function valueIn(
  place: number,
  { low, high, log }: { readonly low: number; readonly high: number; readonly log: boolean },
  isWhole: boolean,
): number {
  const value = log ? Math.exp(Math.log(low) + place * (Math.log(high) - Math.log(low))) : low + place * (high - low);
  if (isWhole) return log ? Math.max(1, Math.round(value)) : Math.round(value);
  const digits = log ? 3 : Math.max(1, Math.ceil(Math.log10(Math.abs(value) / (high - low) || 1)) + 3);
  return Number(value.toPrecision(Math.min(15, digits)));
}

import { RangeSlider, Text, TextInput } from '@mantine/core';
import { numberText } from 'vernier/scene';
import type { Spread } from '../../../desk/spread.ts';
import { steerWords as words } from '../../../words/steer.ts';
import { placeIn, type RangeDial, type Turned, valueIn, wrongEnds } from './dials.ts';
import { Histogram } from './histogram.tsx';
import styles from './steer.module.css';

/** Places that a slider has. */
const PLACES = 1000;

/** The range of one parameter: both its ends as slider and as numbers, below where its trials lie. */
export function RangeLine({
  dial,
  spread,
  turned,
  turn,
}: {
  readonly dial: RangeDial;
  /** Undefined = it is being counted. */
  readonly spread: Spread | undefined;
  readonly turned: Turned | undefined;
  readonly turn: (turned: Turned | undefined) => void;
}) {
  const { name, log, isWhole } = dial;
  const ends = turned !== undefined && 'low' in turned ? turned : { low: String(dial.low), high: String(dial.high) };
  const wrong = wrongEnds(dial, ends);
  const [low, high] = wrong === null ? [Number(ends.low), Number(ends.high)] : [dial.low, dial.high];
  const along = wideEnough(spread?.along ?? { low: dial.low, high: dial.high, log }, low, high);
  const places: [number, number] = [
    Math.round(PLACES * placeIn(low, along)),
    Math.round(PLACES * placeIn(high, along)),
  ];
  const change = (next: { readonly low: string; readonly high: string }) => {
    const isAsBefore = Number(next.low) === dial.low && Number(next.high) === dial.high;
    turn(isAsBefore && next.low !== '' && next.high !== '' ? undefined : next);
  };
  const slide = ([from, to]: [number, number]) => {
    // An end that is not moved keeps its value to the last digit.
    const at = (place: number): string => String(valueIn(place / PLACES, along, isWhole));
    change({ low: from === places[0] ? ends.low : at(from), high: to === places[1] ? ends.high : at(to) });
  };
  const field = (end: 'low' | 'high') => (
    <TextInput
      size="xs"
      className={styles.end}
      aria-label={end === 'low' ? words.from(name) : words.to(name)}
      inputMode="decimal"
      autoComplete="off"
      value={ends[end]}
      error={wrong !== null}
      onChange={(event) => change({ ...ends, [end]: event.currentTarget.value })}
    />
  );
  const valueText = [numberText(low), numberText(high)];
  return (
    <div className={styles.dial} data-dial={name}>
      <div className={styles.dialName}>
        <Text size="sm" fw={600} className={styles.name}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {[...(log ? [words.log] : []), ...(turned === undefined ? [] : [wasText(dial)])].join('; ')}
        </Text>
      </div>
      <div className={styles.slide}>
        {spread !== undefined && <Histogram name={name} spread={{ ...spread, along }} low={low} high={high} />}
        <RangeSlider
          size={4}
          thumbSize={16}
          label={null}
          min={0}
          max={PLACES}
          minRange={0}
          value={places}
          onChange={slide}
          thumbFromLabel={words.from(name)}
          thumbToLabel={words.to(name)}
          thumbProps={(index) => ({ 'aria-valuetext': valueText[index] })}
        />
      </div>
      <div className={styles.ends}>
        {field('low')}
        <Text size="xs" c="dimmed">
          {words.high}
        </Text>
        {field('high')}
      </div>
      {wrong !== null && (
        <Text size="xs" className={styles.wrong} role="alert">
          {wrong}
        </Text>
      )}
    </div>
  );
}

const wasText = ({ low, high }: RangeDial): string => words.was(numberText(low), numberText(high));

/** What bars go along, made wider where somebody types an end beyond it. Bars stay where they are as long as none does. */
function wideEnough(along: NonNullable<Spread['along']>, low: number, high: number): NonNullable<Spread['along']> {
  return { ...along, low: Math.min(along.low, low), high: Math.max(along.high, high) };
}

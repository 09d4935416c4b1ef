import { numberText } from 'vernier/scene';
import type { Spread } from '../../../desk/spread.ts';
import { steerWords as words } from '../../../words/steer.ts';
import { placeIn, valueIn } from './dials.ts';
import styles from './steer.module.css';

const HEIGHT = 30;

/** Where the trials of a number lie, and the good ones in colour; what lies outside of the ends is pale. */
export function Histogram({
  name,
  spread: { along, all, good },
  low,
  high,
}: {
  readonly name: string;
  readonly spread: Spread;
  readonly low: number;
  readonly high: number;
}) {
  if (along === null) return null;
  const most = Math.max(1, ...all);
  const count = all.length;
  const total = all.reduce((sum, trials) => sum + trials, 0);
  const [from, to] = [placeIn(low, along), placeIn(high, along)];
  const heightOf = (trials: number): number => (trials === 0 ? 0 : Math.max(1.5, (HEIGHT * trials) / most));
  const bar = (trials: number, i: number, kind: string) =>
    trials > 0 && (
      <rect
        key={`${kind}${i}`}
        className={kind}
        x={i + 0.08}
        width={0.84}
        y={HEIGHT - heightOf(trials)}
        height={heightOf(trials)}
      />
    );
  return (
    <svg
      className={styles.histogram}
      viewBox={`0 0 ${count} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={saidOf(name, total, good, along)}
    >
      <rect
        className={styles.inside}
        x={from * count}
        width={Math.max(0.1, (to - from) * count)}
        y={0}
        height={HEIGHT}
      />
      {all.map((trials, i) => bar(trials, i, styles.all!))}
      {good.map((trials, i) => bar(trials, i, styles.good!))}
    </svg>
  );
}

function saidOf(name: string, total: number, good: readonly number[], along: NonNullable<Spread['along']>): string {
  const [first, last] = [good.findIndex((trials) => trials > 0), good.findLastIndex((trials) => trials > 0)];
  if (total > 0 && first < 0) return words.noGood(name, total);
  const at = (bar: number): string => numberText(Number(valueIn(bar / good.length, along, false).toPrecision(2)));
  return words.bars(name, total, at(first), at(last + 1));
}

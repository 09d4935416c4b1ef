import styles from './state.module.css';
import { countsText, STATE_ORDER, stateColor, type StateCounts } from './states.ts';

/** A thin bar of how many trials stand where. Its text says the same. */
export function StateBar({ counts }: { readonly counts: StateCounts }) {
  const text = countsText(counts);
  return (
    <div className={styles.bar} role="img" aria-label={text} title={text}>
      {STATE_ORDER.filter((state) => counts[state] > 0).map((state) => (
        <span key={state} style={{ flexGrow: counts[state], background: stateColor(state) }} />
      ))}
    </div>
  );
}

import { Checkbox, Text } from '@mantine/core';
import type { Choice } from 'vernier';
import type { Spread } from '../../../desk/spread.ts';
import { steerWords as words } from '../../../words/steer.ts';
import { choiceText } from '../../trial/typed-value.ts';
import type { ChoicesDial, Turned } from './dials.ts';
import styles from './steer.module.css';

/** The choices of one parameter: those without a tick are tried no more. */
export function ChoicesLine({
  dial: { name, choices, gone },
  spread,
  turned,
  turn,
}: {
  readonly dial: ChoicesDial;
  readonly spread: Spread | undefined;
  readonly turned: Turned | undefined;
  readonly turn: (turned: Turned | undefined) => void;
}) {
  const without = turned !== undefined && 'without' in turned ? turned.without : [];
  const left = choices.filter((choice) => !gone.has(choice) && !without.includes(choice));
  const most = Math.max(1, ...(spread?.all ?? []));
  const toggle = (choice: Choice, isTried: boolean) => {
    const next = isTried ? without.filter((one) => one !== choice) : [...without, choice];
    turn(next.length === 0 ? undefined : { without: next });
  };
  return (
    <div className={styles.dial} data-dial={name}>
      <div className={styles.dialName}>
        <Text size="sm" fw={600} className={styles.name}>
          {name}
        </Text>
      </div>
      <ul className={styles.choices}>
        {choices.map((choice, i) => {
          const text = choiceText(choice);
          const isLast = left.length === 1 && left[0] === choice;
          const [all, good] = [spread?.all[i] ?? 0, spread?.good[i] ?? 0];
          return (
            <li key={text}>
              <Checkbox
                size="xs"
                label={text}
                aria-label={words.choice(text, name)}
                title={gone.has(choice) ? words.noMore : isLast ? words.lastChoice : words.countOf(all, good)}
                checked={!gone.has(choice) && !without.includes(choice)}
                disabled={gone.has(choice) || isLast}
                onChange={(event) => toggle(choice, event.currentTarget.checked)}
              />
              <svg
                className={styles.counts}
                viewBox="0 0 100 6"
                preserveAspectRatio="none"
                role="img"
                aria-label={words.countOf(all, good)}
              >
                <rect className={styles.all} width={(100 * all) / most} height={6} />
                <rect className={styles.good} width={(100 * good) / most} height={6} />
              </svg>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

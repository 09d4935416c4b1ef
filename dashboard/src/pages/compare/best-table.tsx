import { Badge, useComputedColorScheme } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { DARK, durationText, LIGHT, numberText } from 'vernier/scene';
import { categoryOf } from '../../../../src/scene/theme.ts';
import { Card } from '../../parts/card.tsx';
import { Wide } from '../../parts/wide.tsx';
import { compareWords as words } from '../../words/compare.ts';
import styles from './compare.module.css';
import type { BestOf, Comparison } from './messages.ts';

/** The best of each study, and what it took. */
export function BestTable({ comparison: { bests, objective } }: { readonly comparison: Comparison }) {
  const theme = useComputedColorScheme('light') === 'dark' ? DARK : LIGHT;
  // Values of different objectives are not set against each other.
  const winner = objective !== null ? winnerOf(bests, objective.direction === 'minimize') : null;
  return (
    <Card title={words.best}>
      <Wide label={words.best}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{words.study}</th>
              <th className={styles.number}>{objective?.name ?? words.value}</th>
              <th>{words.trial}</th>
              <th className={styles.number}>{words.trials}</th>
              <th className={styles.number}>{words.spent}</th>
            </tr>
          </thead>
          <tbody>
            {bests.map(({ id, name, best, trials, seconds }, i) => (
              <tr key={id}>
                <th scope="row" className={styles.name}>
                  <span className={styles.sign} style={{ background: categoryOf(theme, i).color }} aria-hidden />
                  <Link to="/studies/$id" params={{ id }}>
                    {name}
                  </Link>
                  {id === winner && bests.length > 1 && (
                    <Badge variant="light" size="sm" tt="none" ml="xs">
                      {words.bestOfAll}
                    </Badge>
                  )}
                </th>
                <td className={styles.number}>{best === null ? words.none : <b>{numberText(best.value)}</b>}</td>
                <td className={styles.exact}>
                  {best !== null && (
                    <Link to="/studies/$id/trials/$number" params={{ id, number: String(best.trial) }}>
                      {words.trialNumber(best.trial)}
                    </Link>
                  )}
                </td>
                <td className={styles.number}>{numberText(trials)}</td>
                <td className={styles.number}>{durationText(seconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </Card>
  );
}

/** The study with the best value; null where there is none, or several share it. */
function winnerOf(bests: readonly BestOf[], isSmallBetter: boolean): string | null {
  const values = bests.flatMap(({ best }) => (best === null ? [] : [best.value]));
  const top = isSmallBetter ? Math.min(...values) : Math.max(...values);
  const winners = bests.filter(({ best }) => best?.value === top);
  return winners.length === 1 ? winners[0]!.id : null;
}

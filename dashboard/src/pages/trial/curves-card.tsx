import { Select, Text } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import type { TrialDetail } from 'vernier/client';
import { isOfMachine } from '../../../../src/history/applied.ts';
import { Card } from '../../parts/card.tsx';
import { Picture, type PictureLook } from '../../parts/picture.tsx';
import { numberOf, shownNumber } from '../../parts/wire-number.ts';
import { trialWords as words } from '../../words/trial.ts';
import { useBestTrial } from './best-trial.ts';
import { type Curve, curveScene } from './curve-scene.ts';
import type { TrialParts } from './page.tsx';
import styles from './trial.module.css';

/** What a trial reported while it ran: the course of one number at a time, and the last value of all. */
export function CurvesCard({ id, trial, study }: TrialParts) {
  const objectives = study.objectives.map(({ name }) => name);
  const names = useMemo(
    () => [...(trial.reports.length > 0 ? objectives : []), ...reported(trial)],
    [trial, objectives.join('\n')],
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const name = chosen !== null && names.includes(chosen) ? chosen : names[0];
  const best = useBestTrial({ id, trial, study });
  const make = useCallback(
    (look: PictureLook) => {
      const other = best === null ? null : curveOf(best, name!, objectives, words.bestTrial(best.number));
      const hasOther = other !== null && other.values.length > 0;
      return curveScene(name!, curveOf(trial, name!, objectives, words.thisTrial), hasOther ? other : null, look);
    },
    [trial, best, name, objectives.join('\n')],
  );
  if (name === undefined)
    return (
      <Card title={words.reports}>
        <Text size="sm" c="dimmed">
          {words.noReports}
        </Text>
      </Card>
    );
  return (
    <Card
      title={words.reports}
      aside={
        names.length > 1 && (
          <Select
            size="xs"
            aria-label={words.reports}
            data={[...new Set(names)]}
            value={name}
            onChange={setChosen}
            allowDeselect={false}
            searchable={names.length > 12}
          />
        )
      }
    >
      <Picture name={`trial-${trial.number}`} make={make} />
      <Metrics trial={trial} />
    </Card>
  );
}

/** Metrics of the program's own: those of its machine have a card of theirs. */
const reported = ({ metrics }: Pick<TrialDetail, 'metrics'>): readonly string[] =>
  Object.keys(metrics).filter((name) => metrics[name]!.length > 0 && !isOfMachine(name));

function Metrics({ trial: { metrics } }: { readonly trial: TrialDetail }) {
  const names = reported({ metrics });
  if (names.length === 0) return null;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th>{words.metrics}</th>
          <th className={styles.number}>{words.lastOf}</th>
          <th>{words.step}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => {
          const [step, value] = metrics[name]!.at(-1)!;
          return (
            <tr key={name}>
              <th scope="row" className={styles.long}>
                {name}
              </th>
              <td className={styles.number}>{shownNumber(value)}</td>
              <td className={styles.dim}>{step}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function curveOf(trial: TrialDetail, name: string, objectives: readonly string[], called: string): Curve {
  const at = objectives.indexOf(name);
  if (at < 0 || (trial.reports.length === 0 && Object.hasOwn(trial.metrics, name))) {
    const pairs = Object.hasOwn(trial.metrics, name) ? trial.metrics[name]! : [];
    return { name: called, steps: pairs.map(([step]) => step), values: pairs.map(([, value]) => numberOf(value)) };
  }
  return {
    name: called,
    steps: trial.reports.map(([step]) => step),
    values: trial.reports.map(([, values]) => numberOf(values[at] ?? 'NaN')),
  };
}

import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { numberText } from 'vernier/scene';
import { Card } from '../../parts/card.tsx';
import { TimeAgo } from '../../parts/time-ago.tsx';
import { numberOf, shownNumber } from '../../parts/wire-number.ts';
import { trialWords as words } from '../../words/trial.ts';
import type { TrialParts } from './page.tsx';
import styles from './trial.module.css';

/** What came of a trial: values beside the best, why it ended, constraints, and how long it took. */
export function ResultCard({ id, trial, study }: TrialParts) {
  const { values, why, state, constraints, startedAt, finishedAt, seconds, steps } = trial;
  return (
    <Card title={words.values}>
      {values === null ? (
        <Text c="dimmed" size="sm">
          {words.noValues[state]}
        </Text>
      ) : (
        <Values id={id} trial={trial} study={study} />
      )}
      {why !== null && (
        <div className={styles.why}>
          <Text size="xs" c="dimmed">
            {state === 'pruned' || state === 'failed' || state === 'paused' ? words.why[state] : words.why.other}
          </Text>
          <Text size="sm" className={styles.prose}>
            {why}
          </Text>
        </div>
      )}
      <dl className={styles.facts}>
        {Object.entries(constraints).map(([name, wire]) => (
          <Fact key={name} name={name}>
            {shownNumber(wire)}{' '}
            <Text span inherit c="dimmed">
              {numberOf(wire) <= 0 ? words.met : words.violated}
            </Text>
          </Fact>
        ))}
        <Fact name={wentOn(trial) ? words.wentOn : words.started}>
          {startedAt === null ? words.notYet : <TimeAgo at={startedAt} isExact />}
        </Fact>
        {finishedAt !== null && (
          <Fact name={words.finished}>
            <TimeAgo at={finishedAt} isExact />
          </Fact>
        )}
        {seconds !== null && <Fact name={words.ran}>{words.seconds(seconds)}</Fact>}
        <Fact name={words.steps}>{numberText(steps)}</Fact>
      </dl>
    </Card>
  );
}

/** Ran it for longer than from its stored start on? Then that is when it went on last, after a pause. */
const wentOn = ({ startedAt, finishedAt, seconds }: TrialParts['trial']): boolean =>
  startedAt !== null && finishedAt !== null && seconds !== null && seconds > (finishedAt - startedAt) / 1000 + 1;

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Values({ id, trial: { values, number }, study: { objectives, summary } }: TrialParts) {
  const { best } = summary;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th>{words.objective}</th>
          <th className={styles.number}>{words.value}</th>
          {best !== null && best.number !== number && (
            <>
              <th className={styles.number}>
                <Link to="/studies/$id/trials/$number" params={{ id, number: String(best.number) }}>
                  {words.best(best.number)}
                </Link>
              </th>
              <th className={styles.number}>{words.apart}</th>
            </>
          )}
        </tr>
      </thead>
      <tbody>
        {objectives.map(({ name, direction }) => {
          const own = values?.[name] ?? null;
          return (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className={styles.number}>
                <b>{shownNumber(own)}</b>
              </td>
              {best !== null && best.number !== number && (
                <>
                  <td className={styles.number}>{shownNumber(best.value)}</td>
                  <td className={styles.number}>
                    {own !== null && apartText(numberOf(own) - numberOf(best.value), direction === 'minimize')}
                  </td>
                </>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function apartText(difference: number, isSmallBetter: boolean): string {
  if (Number.isNaN(difference)) return '';
  if (difference === 0) return words.same;
  const text = numberText(Math.abs(difference));
  return difference < 0 === isSmallBetter ? words.better(text) : words.worse(text);
}

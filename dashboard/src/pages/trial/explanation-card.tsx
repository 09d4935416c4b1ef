import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useStatus, useAnswer, useDesk, useTrial } from '../../desk/use-desk.ts';
import { Card } from '../../parts/card.tsx';
import { differsWords, explanationWords, lineageWords, neighbourWords } from '../../words/trial-explanation.ts';
import { trialWords as words } from '../../words/trial.ts';
import type { TrialParts } from './page.tsx';
import styles from './trial.module.css';

/** Why a trial is there and what came of it, in words; its neighbours, and where it comes from. */
export function ExplanationCard({ id, trial: { number }, study }: TrialParts) {
  const desk = useDesk(id);
  const status = useStatus(desk);
  const { answer: explanation, error } = useAnswer(desk, 'explanation', { trial: number });
  const { answer: view } = useTrial(desk, number);
  const lineage = lineageWords(
    Object.fromEntries((view?.systemAttributes ?? []).map((note) => [note.name, note.value])),
  );
  if (explanation === undefined)
    return (
      <Card title={words.explanation}>
        <Text size="sm" c="dimmed" role="status">
          {error !== null
            ? `${words.noExplanation} ${error.message}`
            : status.why !== null
              ? `${words.noExplanation} ${status.why}`
              : words.explaining}
        </Text>
      </Card>
    );
  return (
    <Card title={words.explanation}>
      {explanationWords(explanation, study.objectives).map(({ title, sentences }) => (
        <div key={title} className={styles.told}>
          <h3>{title}</h3>
          {sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
      ))}
      {lineage.length > 0 && (
        <div className={styles.told}>
          <h3>{words.lineage}</h3>
          {lineage.map(({ text, trial }) => (
            <p key={text}>
              {text} {trial !== null && <TrialLink id={id} number={trial} />}
            </p>
          ))}
        </div>
      )}
      {explanation.neighbours.length > 0 && (
        <div className={styles.told}>
          <h3>{words.neighbours}</h3>
          <ul>
            {explanation.neighbours.map((neighbour) => (
              <li key={neighbour.trial}>
                <TrialLink id={id} number={neighbour.trial} />: {neighbourWords(neighbour, study.objectives)};{' '}
                {differsWords(neighbour)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}

function TrialLink({ id, number }: { readonly id: string; readonly number: number }) {
  return (
    <Link to="/studies/$id/trials/$number" params={{ id, number: String(number) }}>
      {words.title(number).toLowerCase()}
    </Link>
  );
}

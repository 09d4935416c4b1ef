import { Text } from '@mantine/core';
import { Card } from '../../parts/card.tsx';
import { newWords as words } from '../../words/new.ts';
import { nodeAt, type Path, put, textOf, typed, words as text } from './document.ts';
import { Field } from './field.tsx';
import { Fault, type FormParts } from './form-view.tsx';
import styles from './new.module.css';

interface Limit {
  readonly path: Path;
  readonly label: string;
  readonly hint?: string;
  readonly isText?: boolean;
}

const LIMITS: readonly Limit[] = [
  { path: ['budget', 'trials'], label: words.trials },
  { path: ['concurrency'], label: words.concurrency },
  { path: ['budget', 'time'], label: words.time, hint: words.timeHint },
  { path: ['budget', 'compute'], label: words.compute, hint: words.timeHint },
  { path: ['budget', 'cost'], label: words.cost },
  { path: ['cost', 'perHour'], label: words.perHour },
  { path: ['cost', 'currency'], label: words.currency, isText: true },
  { path: ['stop', 'noImprovement'], label: words.noImprovement },
];

/** When a study is over, and how much of it runs at once. */
export function LimitsCard({ yaml, edit, wrong }: FormParts) {
  return (
    <Card title={words.limits}>
      <Text size="xs" c="dimmed" mb="xs">
        {words.limitsHint}
      </Text>
      <div className={styles.two}>
        {LIMITS.map(({ path, label, hint, isText = false }) => (
          <Field
            key={label}
            label={label}
            placeholder={hint}
            inputMode={isText || hint !== undefined ? 'text' : 'decimal'}
            value={textOf(nodeAt(yaml, path)) ?? ''}
            commit={(value) => edit((to) => put(to, path, isText ? text(value) : typed(value)))}
          />
        ))}
      </div>
      {['budget', 'run_cap', 'cost', 'stop', 'concurrency'].map((key) => (
        <Fault key={key} wrong={wrong} path={[key]} />
      ))}
    </Card>
  );
}

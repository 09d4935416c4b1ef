import { NativeSelect, Skeleton, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { IMPORTANCE_METHODS, type ImportanceMethod, type ParamImportance } from 'vernier/analysis';
import type { DeskLink } from '../../desk/link.ts';
import { useAnswer } from '../../desk/use-desk.ts';
import { Card } from '../../parts/card.tsx';
import { studyWords as words } from '../../words/study.ts';
import css from './study.module.css';

/** Parameters that are shown. */
const MOST = 12;

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** A share as a length of styles. */
const length = (share: number): string => `${100 * Math.max(0, Math.min(1, share))}%`;

/** How much each parameter matters, with its interval. */
export function ImportanceCard({ desk }: { readonly desk: DeskLink }) {
  const [method, setMethod] = useState<ImportanceMethod>('ped-anova');
  const { answer, error } = useAnswer(
    desk,
    'importance',
    useMemo(() => ({ method }), [method]),
  );
  const choice = (
    <NativeSelect
      size="xs"
      aria-label={words.method}
      data={IMPORTANCE_METHODS.map((value) => ({ value, label: words.methods[value] }))}
      value={method}
      onChange={({ currentTarget }) => setMethod(currentTarget.value as ImportanceMethod)}
    />
  );
  return (
    <Card title={words.importance} aside={choice}>
      {error !== null && (
        <Text size="sm" role="alert">
          {words.failed} {error.message}
        </Text>
      )}
      {answer === undefined && error === null && <Skeleton height={90} />}
      {answer?.params.length === 0 && <Text size="sm">{answer.warning ?? words.noImportance}</Text>}
      {answer !== undefined && answer.params.length > 0 && (
        <>
          <ul className={css.shares}>
            {answer.params.slice(0, MOST).map((param) => (
              <ShareLine key={param.name} param={param} />
            ))}
          </ul>
          <Text size="xs" c="dimmed" mt={6}>
            {answer.params.length > MOST && `${words.moreParams(answer.params.length - MOST)}. `}
            {words.restsOn(answer.trials)} {answer.warning}
          </Text>
        </>
      )}
    </Card>
  );
}

function ShareLine({ param: { name, value, low, high } }: { readonly param: ParamImportance }) {
  const text = words.share(percent(value), percent(low), percent(high));
  return (
    <li>
      <span className={css.shareName} title={name}>
        {name}
      </span>
      <span className={css.shareBar} aria-hidden>
        <span className={css.shareFill} style={{ width: length(value) }} />
        <span
          className={css.shareBand}
          style={{ left: length(low), width: length(Math.min(1, high) - Math.max(0, low)) }}
        />
      </span>
      <span className={css.shareText}>{text}</span>
    </li>
  );
}

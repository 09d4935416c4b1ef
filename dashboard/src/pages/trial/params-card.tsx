import { Button, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDesk, useTrial } from '../../desk/use-desk.ts';
import { Card } from '../../parts/card.tsx';
import { exactText } from '../../parts/exact-text.ts';
import { trialWords as words } from '../../words/trial.ts';
import { useBestTrial } from './best-trial.ts';
import type { TrialParts } from './page.tsx';
import { placeOf, type WireDistribution } from './place.ts';
import styles from './trial.module.css';
import { choiceText } from './typed-value.ts';

/** Parameters that are shown at first. */
const FEW = 30;

/** What a trial was run with: each value, and where in its range it lies, beside the best trial's. */
export function ParamsCard({ id, trial, study }: TrialParts) {
  const [search, setSearch] = useState('');
  const [isWhole, setWhole] = useState(false);
  const best = useBestTrial({ id, trial, study })?.params ?? null;
  const ranges = new Map(study.parameters.map(({ name, distribution }) => [name, distribution]));
  const wish = useWish(id, trial.number);
  const isWish = Object.keys(trial.params).length === 0 && wish !== null;
  const params = isWish ? wish : trial.params;
  const all = Object.keys(params);
  const found = all.filter((name) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const shown = isWhole ? found : found.slice(0, FEW);
  return (
    <Card title={words.params}>
      {all.length === 0 && (
        <Text size="sm" c="dimmed">
          {trial.state === 'waiting' ? words.noParamsYet : words.noParams}
        </Text>
      )}
      {isWish && (
        <Text size="sm" c="dimmed" mb="xs">
          {words.wish}
        </Text>
      )}
      {all.length > FEW / 2 && (
        <TextInput
          size="xs"
          type="search"
          mb="xs"
          aria-label={words.findParam}
          placeholder={words.findParam}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {all.length > 0 && found.length === 0 && <Text size="sm">{words.noParamFound}</Text>}
      {shown.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{words.param}</th>
              <th className={styles.number}>{words.value}</th>
              <th>{words.range}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((name) => (
              <tr key={name}>
                <th scope="row" className={styles.long}>
                  {name}
                </th>
                <td className={`${styles.number} ${typeof params[name] === 'number' ? styles.exact : styles.long}`}>
                  {valueText(params[name])}
                </td>
                <td>
                  <Range
                    distribution={ranges.get(name) ?? null}
                    value={params[name]}
                    best={best === null ? undefined : best[name]}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {best !== null && shown.length > 0 && (
        <Text size="xs" c="dimmed" mt="xs">
          {words.beside}
        </Text>
      )}
      {found.length > FEW && (
        <Button size="compact-sm" variant="subtle" mt="xs" onClick={() => setWhole(!isWhole)}>
          {isWhole ? words.fewerParams : words.allParams(found.length)}
        </Button>
      )}
    </Card>
  );
}

/** What a trial of the queue is to be run with, by stored name; null = nothing was wished for. */
function useWish(id: string, number: number): Readonly<Record<string, unknown>> | null {
  const { answer } = useTrial(useDesk(id), number);
  const wish = answer?.systemAttributes.find(({ name }) => name === 'fixed_params')?.value;
  return typeof wish === 'object' && wish !== null && !Array.isArray(wish)
    ? (wish as Readonly<Record<string, unknown>>)
    : null;
}

const valueText = (value: unknown): string => (typeof value === 'number' ? exactText(value) : choiceText(value));

function Range({
  distribution,
  value,
  best,
}: {
  readonly distribution: WireDistribution | null;
  readonly value: unknown;
  readonly best: unknown;
}) {
  if (distribution === null) return null;
  const [own, theirs] = [placeOf(distribution, value), placeOf(distribution, best)];
  const says =
    distribution.kind === 'categorical'
      ? words.oneOf(distribution.choices.length)
      : `${words.span(distribution.low, distribution.high)}${distribution.log ? `, ${words.logarithmic}` : ''}`;
  return (
    <div className={styles.range} title={says}>
      <div className={styles.track} aria-hidden>
        {own !== null && <span className={styles.own} style={{ left: `${100 * own}%` }} />}
        {theirs !== null && <span className={styles.theirs} style={{ left: `${100 * theirs}%` }} />}
      </div>
      <Text size="xs" c="dimmed" truncate>
        {says}
      </Text>
    </div>
  );
}

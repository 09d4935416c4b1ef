import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { Card } from '../../parts/card.tsx';
import { Wide } from '../../parts/wide.tsx';
import { compareWords as words } from '../../words/compare.ts';
import styles from './compare.module.css';
import type { Comparison, ImportanceOf } from './messages.ts';

/** Parameters that are shown at first. */
const FEW = 12;

/** What mattered in each study, side by side. */
export function ImportanceTable({ comparison: { importances } }: { readonly comparison: Comparison }) {
  const [isWhole, setWhole] = useState(false);
  const told = importances.filter(({ importance }) => (importance?.params.length ?? 0) > 0);
  const names = paramsOf(told);
  const warnings = importances.flatMap(({ name, importance, reason }) => {
    const why = reason ?? importance?.warning ?? null;
    return why === null ? [] : [words.thin(name, why)];
  });
  return (
    <Card title={words.importance}>
      {told.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.noImportance}
        </Text>
      ) : (
        <Wide label={words.importance}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th>{words.param}</th>
                {told.map(({ id, name }) => (
                  <th key={id} className={styles.head} title={name}>
                    <span>{name}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {(isWhole ? names : names.slice(0, FEW)).map((param) => (
                <tr key={param}>
                  <th scope="row" className={styles.name}>
                    {param}
                  </th>
                  {told.map((one) => (
                    <td key={one.id}>
                      <Share one={one} param={param} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
      {names.length > FEW && (
        <Button size="compact-sm" variant="subtle" mt="xs" onClick={() => setWhole(!isWhole)}>
          {isWhole ? words.fewerParams : words.moreParams(names.length)}
        </Button>
      )}
      {warnings.map((warning) => (
        <Text key={warning} size="xs" c="dimmed" mt="xs">
          {warning}
        </Text>
      ))}
    </Card>
  );
}

/** Parameters of any of the studies, those that matter most anywhere first. */
function paramsOf(told: readonly ImportanceOf[]): readonly string[] {
  const most = new Map<string, number>();
  for (const { importance } of told)
    for (const { name, value } of importance!.params) most.set(name, Math.max(value, most.get(name) ?? 0));
  return [...most].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

function Share({ one: { importance }, param }: { readonly one: ImportanceOf; readonly param: string }) {
  const share = importance!.params.find(({ name }) => name === param);
  if (share === undefined) return null;
  return (
    <div className={styles.share} title={words.share(share.value, share.low, share.high)}>
      <span className={styles.gauge} aria-hidden>
        <span style={{ width: `${100 * Math.min(1, share.value)}%` }} />
        <i style={{ left: `${100 * share.low}%`, width: `${100 * Math.max(0, share.high - share.low)}%` }} />
      </span>
      {words.percent(share.value)}
    </div>
  );
}

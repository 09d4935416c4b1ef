import { Text } from '@mantine/core';
import { memo, useMemo } from 'react';
import { catalog as pruners } from 'vernier/pruners';
import { catalog as samplers } from 'vernier/samplers';
import { Card } from '../../parts/card.tsx';
import { newWords as words } from '../../words/new.ts';
import { ChosenCard } from './chosen-card.tsx';
import { liesAt, type Wrong } from './check.ts';
import { keyOf, type Path, type Yaml } from './document.ts';
import { LimitsCard } from './limits-card.tsx';
import styles from './new.module.css';
import { ObjectivesCard } from './objectives-card.tsx';
import { ParametersCard } from './parameters-card.tsx';
import { StudyCard } from './study-card.tsx';

/** What parts of the form get: the text as it is, and how to change it. */
export interface FormParts {
  readonly yaml: Yaml;
  readonly edit: (change: (yaml: Yaml) => void) => void;
  readonly wrong: Wrong | null;
}

/** Keys that the form has fields for. */
const SHOWN = new Set(
  'name description program command method metric objectives parameters sampler pruner fidelity budget stop cost concurrency'.split(
    ' ',
  ),
);

/** A config as a form. */
export const FormView = memo(function FormView(parts: FormParts) {
  const { yaml } = parts;
  const rest = useMemo(() => restOf(yaml), [yaml]);
  return (
    <div className={styles.form}>
      <div className={styles.column}>
        <StudyCard {...parts} />
        <ObjectivesCard {...parts} />
        <ParametersCard {...parts} />
      </div>
      <div className={styles.column}>
        <LimitsCard {...parts} />
        <ChosenCard {...parts} what="sampler" catalog={samplers} />
        <ChosenCard {...parts} what="pruner" catalog={pruners} />
        {rest.length > 0 && (
          <Card title={words.rest}>
            <Text size="sm">{words.restHint(rest)}</Text>
            {rest.map((key) => (
              <Fault key={key} {...parts} path={[key]} />
            ))}
          </Card>
        )}
      </div>
    </div>
  );
});

function restOf({ contents }: Yaml): readonly string[] {
  const items =
    contents !== null && 'items' in contents ? (contents.items as readonly { readonly key: unknown }[]) : [];
  return items.map((pair) => keyOf(pair as never)).filter((key) => !SHOWN.has(key));
}

/** What is wrong at a place, told there; nothing where nothing is. */
export function Fault({ wrong, path }: { readonly wrong: Wrong | null; readonly path: Path }) {
  if (!liesAt(wrong, path)) return null;
  return (
    <Text size="sm" className={styles.fault} role="alert">
      {wrong!.message} {wrong!.hint}
    </Text>
  );
}

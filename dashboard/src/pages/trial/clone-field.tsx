import { Select, TextInput } from '@mantine/core';
import { useId } from 'react';
import { trialWords as words } from '../../words/trial.ts';
import { choiceOf, placeOf, valueAt, type WireDistribution } from './place.ts';
import styles from './trial.module.css';
import { choiceText, typedValue } from './typed-value.ts';

/** Places that a slider has. */
const PLACES = 1000;

/** The field of one parameter: a choice, or a number with a slider along its range. */
export function Field({
  name,
  distribution,
  text,
  wrong,
  change,
}: {
  readonly name: string;
  /** null = any JSON. */
  readonly distribution: WireDistribution | null;
  readonly text: string;
  /** What is wrong with the text; null = nothing. */
  readonly wrong: string | null;
  readonly change: (text: string) => void;
}) {
  const id = useId();
  if (distribution?.kind === 'categorical') {
    const texts = distribution.choices.map((choice) => choiceText(choiceOf(choice)));
    return (
      <Select
        label={name}
        description={words.oneOf(texts.length)}
        placeholder={words.form.empty}
        data={texts}
        value={texts.includes(text) ? text : null}
        error={wrong}
        onChange={(choice) => change(choice ?? '')}
        clearable
        searchable={texts.length > 8}
      />
    );
  }
  const typed = typedValue(distribution, text);
  const value = 'value' in typed ? typed.value : undefined;
  return (
    <div>
      <TextInput
        id={id}
        label={name}
        description={
          distribution === null
            ? words.form.json
            : `${words.span(distribution.low, distribution.high)}${distribution.log ? `, ${words.logarithmic}` : ''}`
        }
        placeholder={words.form.empty}
        inputMode={distribution === null ? 'text' : 'decimal'}
        autoComplete="off"
        value={text}
        error={wrong}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {distribution !== null && distribution.low < distribution.high && (
        <input
          type="range"
          className={styles.slider}
          aria-label={words.form.slider(name)}
          aria-valuetext={text === '' ? words.form.empty : text}
          min={0}
          max={PLACES}
          value={PLACES * (placeOf(distribution, value) ?? 0)}
          onChange={(event) => change(String(valueAt(distribution, Number(event.currentTarget.value) / PLACES)))}
        />
      )}
    </div>
  );
}

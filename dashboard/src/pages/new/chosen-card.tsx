import { NativeSelect, Stack, Text } from '@mantine/core';
import { numberText } from 'vernier/scene';
import { Card } from '../../parts/card.tsx';
import { newWords as words } from '../../words/new.ts';
import type { WireDistribution } from '../trial/place.ts';
import { choiceText, typedValue } from '../trial/typed-value.ts';
import { activeOptions, type Catalog, type Chosen, chosenOf, putChosen } from './chosen.ts';
import { nodeAt, put, textOf, typed, words as text } from './document.ts';
import { Field } from './field.tsx';
import { Fault, type FormParts } from './form-view.tsx';
import styles from './new.module.css';

const SAYS = {
  sampler: { title: words.sampler, hint: words.samplerHint, byDefault: words.byDefault(words.samplerDefault) },
  pruner: { title: words.pruner, hint: words.prunerHint, byDefault: words.byDefault(words.prunerDefault) },
};

/** A sampler or pruner and its options: what there is, and what it means, is all from its catalog. */
export function ChosenCard({
  yaml,
  edit,
  wrong,
  what,
  catalog,
}: FormParts & { readonly what: 'sampler' | 'pruner'; readonly catalog: Catalog }) {
  const chosen = chosenOf(yaml, what);
  const entry = catalog.find(({ name }) => name === chosen.name);
  const names = catalog.map(({ name }) => name);
  const { title, hint, byDefault } = SAYS[what];
  const isOdd = chosen.name !== '' && chosen.name !== 'none' && entry === undefined;
  return (
    <Card title={title}>
      <Stack gap="xs">
        <NativeSelect
          size="xs"
          aria-label={title}
          description={entry?.says ?? hint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={[
            { value: '', label: byDefault },
            ...(what === 'pruner' ? [{ value: 'none', label: words.none }] : []),
            ...names,
            ...(isOdd ? [chosen.name] : []),
          ]}
          value={chosen.name}
          onChange={({ currentTarget: { value } }) => edit((to) => putChosen(to, what, { name: value, options: {} }))}
        />
        {entry !== undefined && entry.source !== null && (
          <Text size="xs" c="dimmed">
            {words.source(entry.source)}
          </Text>
        )}
        {entry !== undefined && (
          <Options
            entry={entry}
            chosen={chosen}
            write={(options) => edit((to) => putChosen(to, what, { name: chosen.name, options }))}
          />
        )}
        {[what, what === 'sampler' ? 'method' : 'early_terminate'].map((key) => (
          <Fault key={key} wrong={wrong} path={[key]} />
        ))}
        {what === 'pruner' && <Fidelity yaml={yaml} edit={edit} wrong={wrong} />}
      </Stack>
    </Card>
  );
}

function Options({
  entry,
  chosen,
  write,
}: {
  readonly entry: Catalog[number];
  readonly chosen: Chosen;
  readonly write: (options: Chosen['options']) => void;
}) {
  const defaults = entry.defaults as Readonly<Record<string, unknown>>;
  const says = entry.describes as Readonly<Record<string, string>>;
  return activeOptions(entry, chosen.options).map(({ name, nodes }) => {
    const distribution = entry.options.nodes[nodes[0]!]!.distribution as WireDistribution;
    const written = chosen.options[name] ?? '';
    const change = (value: string) => write({ ...chosen.options, [name]: value });
    const byDefault = words.defaultValue(valueText(defaults[name]));
    if (distribution.kind === 'categorical')
      return (
        <NativeSelect
          key={name}
          size="xs"
          label={name}
          description={says[name]}
          data={[
            { value: '', label: byDefault },
            ...distribution.choices.map((choice) => ({ value: choiceText(choice), label: valueText(choice) })),
          ]}
          value={written}
          onChange={(event) => change(event.currentTarget.value)}
        />
      );
    const read = typedValue(distribution, written);
    return (
      <Field
        key={name}
        label={name}
        description={`${says[name]} ${words.optionRange(valueText(distribution.low), valueText(distribution.high))}`}
        placeholder={byDefault}
        inputMode="decimal"
        value={written}
        error={'wrong' in read ? read.wrong : undefined}
        commit={change}
      />
    );
  });
}

const valueText = (value: unknown): string => (typeof value === 'number' ? numberText(value) : choiceText(value));

/** What a step is: without it nothing is stopped on its way. */
function Fidelity({ yaml, edit, wrong }: FormParts) {
  const own = (key: string): string => textOf(nodeAt(yaml, ['fidelity', key])) ?? '';
  const field = (key: string, label: string, isText = false) => (
    <Field
      label={label}
      inputMode={isText ? 'text' : 'numeric'}
      value={own(key)}
      commit={(value) => edit((to) => put(to, ['fidelity', key], isText ? text(value) : typed(value)))}
    />
  );
  return (
    <fieldset className={styles.group}>
      <legend>{words.fidelity}</legend>
      <Text size="xs" c="dimmed">
        {words.fidelityHint}
      </Text>
      <div className={styles.three}>
        {field('name', words.fidelityName, true)}
        {field('min', words.fidelityMin)}
        {field('max', words.fidelityMax)}
      </div>
      <Fault wrong={wrong} path={['fidelity']} />
    </fieldset>
  );
}

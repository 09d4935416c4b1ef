import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type SyntheticEvent, useMemo, useState } from 'react';
import { send } from '../../api/server.ts';
import { Trouble } from '../../shell/fallbacks.tsx';
import { partWords } from '../../words/parts.ts';
import { trialWords as words } from '../../words/trial.ts';
import { Field } from './clone-field.tsx';
import type { TrialParts } from './page.tsx';
import type { WireDistribution } from './place.ts';
import styles from './trial.module.css';
import { choiceText, typedValue } from './typed-value.ts';

interface Param {
  readonly name: string;
  /** null = it is made of several stored numbers: its value is written as JSON. */
  readonly distribution: WireDistribution | null;
  /** What the trial has, as text; empty = nothing. */
  readonly before: string;
}

/** A trial's parameters as a form: what it makes is put into the queue. */
export function CloneForm({ id, trial, study, close }: TrialParts & { readonly close: () => void }) {
  // The form is of the trial as it was when it was opened: a study that goes on does not change what is typed.
  const [params] = useState(() => paramsOf(trial, study));
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(params.map(({ name, before }) => [name, before])),
  );
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [made, setMade] = useState<number | null>(null);
  const typed = useMemo(
    () => params.map(({ name, distribution }) => typedValue(distribution, texts[name]!)),
    [params, texts],
  );
  const wrong = typed.filter((one) => 'wrong' in one).length;
  const changed = params.filter(({ name, before }) => texts[name] !== before).length;

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const answer = await send<{ number: number }>(
        'POST',
        `/api/studies/${encodeURIComponent(id)}/trials`,
        wishOf(trial.number, params, typed),
      );
      setMade(answer.number);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };

  if (made !== null)
    return (
      <Alert color="teal" role="status">
        <Group justify="space-between">
          <Text size="sm">{words.form.queued(made)}</Text>
          <Link to="/studies/$id/trials/$number" params={{ id, number: String(made) }} onClick={close}>
            {words.form.open}
          </Link>
        </Group>
      </Alert>
    );
  const field = ({ name, distribution }: Param, i: number) => {
    const value = typed[i]!;
    return (
      <Field
        key={name}
        name={name}
        distribution={distribution}
        text={texts[name]!}
        wrong={'wrong' in value ? value.wrong : null}
        change={(text) => setTexts((before) => ({ ...before, [name]: text }))}
      />
    );
  };
  const own = params.map((param, i) => (param.before === '' ? null : field(param, i)));
  const others = params.map((param, i) => (param.before === '' ? field(param, i) : null)).filter((one) => one !== null);
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {words.form.hint}
        </Text>
        <div className={styles.fields}>{own}</div>
        {others.length > 0 && (
          <>
            <Title order={3}>{words.form.others}</Title>
            <Text size="sm" c="dimmed">
              {words.form.othersHint}
            </Text>
            <div className={styles.fields}>{others}</div>
          </>
        )}
        {error !== null && (
          <>
            <Trouble error={error} />
            <Text size="sm">{partWords.kept}</Text>
          </>
        )}
        <Group justify="space-between" className={styles.foot}>
          <Text size="sm" c="dimmed" role="status">
            {wrong > 0 ? words.form.wrong(wrong) : words.form.changed(changed)}
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={close}>
              {partWords.cancel}
            </Button>
            <Button type="submit" disabled={wrong > 0} loading={isBusy}>
              {words.form.enqueue}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

function paramsOf(trial: TrialParts['trial'], study: TrialParts['study']): readonly Param[] {
  const ranges = new Map(study.parameters.map(({ name, distribution }) => [name, distribution]));
  const own = Object.keys(trial.params).map((name): Param => {
    const distribution = ranges.get(name) ?? null;
    const value = trial.params[name];
    const before = distribution?.kind === 'categorical' ? choiceText(value) : JSON.stringify(value);
    return { name, distribution, before };
  });
  // Parts of an ordering or of shares are no parameters of their own.
  const others = study.parameters
    .filter(({ name }) => !Object.hasOwn(trial.params, name) && !/#\d+$/.test(name))
    .map(({ name, distribution }): Param => ({ name, distribution, before: '' }));
  return [...own, ...others];
}

/** What is asked for: as a copy of the trial where nothing of it was taken away, so that it is known where it comes from. */
function wishOf(number: number, params: readonly Param[], typed: readonly ReturnType<typeof typedValue>[]) {
  const values = params.flatMap(({ name }, i) => {
    const one = typed[i]!;
    return 'value' in one && one.value !== undefined ? [[name, one.value] as const] : [];
  });
  const isWhole = params.every(({ before }, i) => {
    const one = typed[i]!;
    return before === '' || ('value' in one && one.value !== undefined);
  });
  return { params: Object.fromEntries(values), ...(isWhole ? { from: number } : {}) };
}

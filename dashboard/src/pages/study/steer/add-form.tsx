import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { StudyDetail } from 'vernier/client';
import { isComposite } from '../../../../../src/space/nodes.ts';
import { send } from '../../../api/server.ts';
import { Trouble } from '../../../shell/fallbacks.tsx';
import { partWords } from '../../../words/parts.ts';
import { steerWords as words } from '../../../words/steer.ts';
import { Field } from '../../trial/clone-field.tsx';
import type { WireDistribution } from '../../trial/place.ts';
import { typedValue } from '../../trial/typed-value.ts';
import { spaceOf } from './dials.ts';
import { studyPath } from './steer-tab.tsx';
import styles from './steer.module.css';
import { useSend } from './use-send.ts';

interface Param {
  readonly name: string;
  /** null = it is written as JSON. */
  readonly distribution: WireDistribution | null;
}

/** A trial of one's own, by the space of the study: what is left empty is chosen by the sampler. */
export function AddForm({
  id,
  study,
  close,
}: {
  readonly id: string;
  readonly study: StudyDetail;
  readonly close: () => void;
}) {
  const [params] = useState(() => paramsOf(study)); // a study that goes on does not change what is typed
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [made, setMade] = useState<number | null>(null);
  const sending = useSend();
  const read = params.map(({ name, distribution }) => typedValue(distribution, texts[name] ?? ''));
  const wrong = read.filter((one) => 'wrong' in one).length;
  const submit = () =>
    sending.attempt(async () => {
      const entries = params.flatMap(({ name }, i) => {
        const one = read[i]!;
        return 'value' in one && one.value !== undefined ? [[name, one.value] as const] : [];
      });
      const { number } = await send<{ readonly number: number }>('POST', `${studyPath(id)}/trials`, {
        params: Object.fromEntries(entries),
      });
      setMade(number);
    });
  if (made !== null)
    return (
      <Alert color="teal" role="status">
        <Group justify="space-between">
          <Text size="sm">{words.added(made)}</Text>
          <Link to="/studies/$id/trials/$number" params={{ id, number: String(made) }}>
            {words.queued(made)}
          </Link>
        </Group>
      </Alert>
    );
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {words.addHint}
        </Text>
        <div className={styles.fields}>
          {params.map(({ name, distribution }, i) => {
            const one = read[i]!;
            return (
              <Field
                key={name}
                name={name}
                distribution={distribution}
                text={texts[name] ?? ''}
                wrong={'wrong' in one ? one.wrong : null}
                change={(text) => setTexts((before) => ({ ...before, [name]: text }))}
              />
            );
          })}
        </div>
        {sending.error !== null && (
          <>
            <Trouble error={sending.error} />
            <Text size="sm">{words.kept}</Text>
          </>
        )}
        <Group justify="flex-end">
          {wrong > 0 && (
            <Text size="sm" c="dimmed" role="status">
              {words.wrong(wrong)}
            </Text>
          )}
          <Button variant="default" onClick={close}>
            {partWords.cancel}
          </Button>
          <Button type="submit" disabled={wrong > 0} loading={sending.isBusy}>
            {words.addNow}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Of the declared space; where none is declared, those that trials had. */
function paramsOf({ space: json, parameters }: StudyDetail): readonly Param[] {
  const space = spaceOf(json);
  if (space === null) return parameters;
  const seen = new Set<string>();
  return space.groups.flatMap(({ name, parameter }): readonly Param[] => {
    if (seen.has(name)) return [];
    seen.add(name);
    return [{ name, distribution: isComposite(parameter) ? null : (parameter as WireDistribution) }];
  });
}

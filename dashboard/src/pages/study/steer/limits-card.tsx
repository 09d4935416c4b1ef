import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { StudyDetail } from 'vernier/client';
import { send } from '../../../api/server.ts';
import { useStudy } from '../../../desk/use-desk.ts';
import { Card } from '../../../parts/card.tsx';
import { TimeAgo } from '../../../parts/time-ago.tsx';
import { Trouble } from '../../../shell/fallbacks.tsx';
import { steerWords as words } from '../../../words/steer.ts';
import { detailText } from './detail-text.ts';
import { type LimitTexts, settingsOf, textsOf, wrongLimits } from './limits.ts';
import { type SteerParts, studyPath } from './steer-tab.tsx';
import styles from './steer.module.css';
import { useSend } from './use-send.ts';

/** What was typed, and what it was begun from. */
interface Typing {
  readonly texts: LimitTexts;
  readonly from: LimitTexts;
}

/** What was set beside, by a suggestion; null = nothing. */
function othersText({ noImprovement, confirm, pruner }: NonNullable<StudyDetail['limits']>): string | null {
  const set = Object.entries({ noImprovement, confirm, pruner }).filter(([, value]) => value !== null);
  return set.length === 0 ? null : detailText({ action: 'limits', detail: JSON.stringify(Object.fromEntries(set)) });
}

/** How many trials, how many at once, and until when. */
export function LimitsCard({ desk, id, canWrite }: SteerParts) {
  const study = useStudy(desk);
  const [typing, setTyping] = useState<Typing | null>(null);
  const sending = useSend();
  if (study === null) return <Card title={words.limits}>{words.loading}</Card>;
  const { limits, planned } = study;
  const set = textsOf(limits);
  const texts = typing?.texts ?? set;
  const wrong = wrongLimits(texts, set, Date.now());
  const wanted = settingsOf(texts, typing?.from ?? set);
  const isChanged = Object.keys(wanted).length > 0;
  const isOvertaken = typing !== null && JSON.stringify(typing.from) !== JSON.stringify(set);
  const change = (part: Partial<LimitTexts>) => {
    setTyping({ texts: { ...texts, ...part }, from: typing?.from ?? set });
    sending.forget();
  };
  const save = async () => {
    if (await sending.attempt(() => send('PATCH', `${studyPath(id)}/settings`, wanted))) setTyping(null);
  };
  const field = (key: keyof LimitTexts, label: string, type: string, placeholder: string) => (
    <TextInput
      size="xs"
      label={label}
      type={type}
      inputMode={type === 'text' ? 'numeric' : undefined}
      placeholder={placeholder}
      autoComplete="off"
      disabled={!canWrite}
      value={texts[key]}
      error={wrong[key]}
      onChange={(event) => change({ [key]: event.currentTarget.value })}
    />
  );
  return (
    <Card title={words.limits}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="xs">
          <Text size="xs" c="dimmed">
            {words.limitsHint}
          </Text>
          <div className={styles.limits}>
            {field('trials', words.trials, 'text', planned === null ? words.ofRun : words.planned(planned))}
            {field('concurrency', words.concurrency, 'text', words.ofRun)}
            {field('deadline', words.deadline, 'datetime-local', '')}
          </div>
          {limits !== null && othersText(limits) !== null && (
            <Text size="xs">{words.alsoSet(othersText(limits)!)}</Text>
          )}
          {limits !== null && (
            <Text size="xs" c="dimmed">
              {words.setBy(limits.by)}, <TimeAgo at={limits.at} />
            </Text>
          )}
          {isOvertaken && <Alert color="yellow">{words.limitsChanged(limits?.by ?? words.nobody)}</Alert>}
          {sending.error !== null && (
            <>
              <Trouble error={sending.error} />
              <Text size="sm">{words.kept}</Text>
            </>
          )}
          {canWrite && isChanged && (
            <Group gap="xs">
              <Button
                size="xs"
                type="submit"
                loading={sending.isBusy}
                disabled={Object.values(wrong).some((text) => text !== null)}
              >
                {words.save}
              </Button>
              <Button size="xs" variant="default" onClick={() => setTyping(null)}>
                {words.takeBack}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Card>
  );
}

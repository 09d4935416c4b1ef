import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { send } from '../../../api/server.ts';
import { useAnswer, useStudy } from '../../../desk/use-desk.ts';
import { Card } from '../../../parts/card.tsx';
import { Trouble } from '../../../shell/fallbacks.tsx';
import { steerWords as words } from '../../../words/steer.ts';
import { ChoicesLine } from './choices-line.tsx';
import { changeOf, changeText, dialsOf, spaceOf, type Turned } from './dials.ts';
import { RangeLine } from './range-line.tsx';
import { Preview, usePreview } from './space-preview.tsx';
import type { SteerParts } from './steer-tab.tsx';
import styles from './steer.module.css';
import { useSend } from './use-send.ts';

/** So many parameters are shown at first. */
const STEP = 20;
const NOTHING_ASKED = {};

/** The space of a study: ranges are narrowed and widened, choices left out, after a look at what that keeps. */
export function SpaceCard({ desk, id, canWrite }: SteerParts) {
  const study = useStudy(desk);
  const { answer: spreads } = useAnswer(desk, 'spread', NOTHING_ASKED);
  const json = JSON.stringify(study?.space ?? null);
  const space = useMemo(() => spaceOf(JSON.parse(json)), [json]);
  const own = useMemo(() => (space === null ? { dials: [], fixed: [] } : dialsOf(space)), [space]);
  const [turned, setTurned] = useState<Readonly<Record<string, Turned>>>({});
  /** The space that was turned first: another one is somebody else's. */
  const [begun, setBegun] = useState<string | null>(null);
  const [find, setFind] = useState('');
  const [shown, setShown] = useState(STEP);
  const sending = useSend();
  const asked = own.dials.flatMap((dial) => {
    const change = changeOf(dial, turned[dial.name]);
    return change === null ? [] : [{ change, text: changeText(dial, change) }];
  });
  const changes = asked.map(({ change }) => change);
  const { preview, error, isCurrent } = usePreview(id, changes, json);
  if (study === null) return <Card title={words.space}>{words.loading}</Card>;
  if (space === null)
    return (
      <Card title={words.space}>
        <Text size="sm">{words.noSpace}</Text>
      </Card>
    );

  const turn = (name: string, next: Turned | undefined) => {
    const { [name]: _, ...rest } = turned;
    const all = next === undefined ? rest : { ...rest, [name]: next };
    setTurned(all);
    setBegun(Object.keys(all).length === 0 ? null : (begun ?? json));
    sending.forget();
  };
  const discard = () => {
    setTurned({});
    setBegun(null);
    sending.forget();
  };
  const apply = async () => {
    const isDone = await sending.attempt(() =>
      send('PUT', `/api/studies/${encodeURIComponent(id)}/space`, { changes }),
    );
    if (isDone) discard();
  };
  const found = own.dials.filter(({ name }) => name.toLowerCase().includes(find.trim().toLowerCase()));
  const isTurned = Object.keys(turned).length > 0;
  return (
    <Card title={words.space}>
      <Stack gap="xs">
        <Text size="xs" c="dimmed">
          {words.spaceHint}
        </Text>
        {own.dials.length > STEP && (
          <TextInput
            size="xs"
            aria-label={words.find}
            placeholder={words.find}
            value={find}
            onChange={(event) => setFind(event.currentTarget.value)}
          />
        )}
        {found.slice(0, shown).map((dial) => {
          const parts = {
            spread: spreads?.find(({ name }) => name === dial.name),
            turned: turned[dial.name],
            turn: (next: Turned | undefined) => turn(dial.name, next),
          };
          return dial.kind === 'range' ? (
            <RangeLine key={dial.name} dial={dial} {...parts} />
          ) : (
            <ChoicesLine key={dial.name} dial={dial} {...parts} />
          );
        })}
        {found.length > shown && (
          <Button size="compact-sm" variant="subtle" onClick={() => setShown(shown + STEP)}>
            {words.more(Math.min(STEP, found.length - shown))}
          </Button>
        )}
        {own.fixed.length > 0 && (
          <Text size="xs" c="dimmed">
            {words.notSteered(own.fixed)}
          </Text>
        )}
        {isTurned && begun !== json && <Alert color="yellow">{words.spaceChanged}</Alert>}
        {changes.length > 0 && (
          <Preview says={asked.map(({ text }) => text)} preview={preview} isCurrent={isCurrent} error={error} />
        )}
        {sending.error !== null && (
          <>
            <Trouble error={sending.error} />
            <Text size="sm">{words.kept}</Text>
          </>
        )}
        {isTurned && (
          <Group gap="xs" className={styles.foot}>
            {canWrite && (
              <Button
                size="xs"
                disabled={changes.length === 0 || !isCurrent || preview === undefined}
                loading={sending.isBusy}
                onClick={() => void apply()}
              >
                {words.apply}
              </Button>
            )}
            <Button size="xs" variant="default" onClick={discard}>
              {words.discard}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}

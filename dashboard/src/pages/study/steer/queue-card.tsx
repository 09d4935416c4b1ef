import { Button, Group, Modal, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { send } from '../../../api/server.ts';
import { useRows, useStudy, useSummary, useTrial } from '../../../desk/use-desk.ts';
import { Card } from '../../../parts/card.tsx';
import { Trouble, Waiting } from '../../../shell/fallbacks.tsx';
import { steerWords as words } from '../../../words/steer.ts';
import { trialWords } from '../../../words/trial.ts';
import { trialPath, useTrialDetail } from '../../trial/trial-data.ts';
import { AddForm } from './add-form.tsx';
import type { SteerParts } from './steer-tab.tsx';
import styles from './steer.module.css';
import { useSend } from './use-send.ts';
import { wishText } from './wish-text.ts';

const CloneForm = lazy(async () => ({ default: (await import('../../trial/clone-form.tsx')).CloneForm }));

/** So many are shown. */
const SHOWN = 12;
const WAITING = { filter: 'state == waiting', sort: 'number', from: 0, to: SHOWN, columns: [] };

/** What is tried next because somebody wishes it. */
export function QueueCard({ desk, id, canWrite }: SteerParts) {
  const { rows } = useRows(desk, WAITING);
  const study = useStudy(desk);
  const best = useSummary(desk)?.best?.trial ?? null;
  const [open, setOpen] = useState<'add' | 'clone' | null>(null);
  const sending = useSend();
  const close = () => setOpen(null);
  return (
    <Card
      title={words.queue}
      aside={
        canWrite && (
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => setOpen('add')}>
              {words.add}
            </Button>
            {best !== null && (
              <Button size="compact-sm" variant="default" onClick={() => setOpen('clone')}>
                {words.cloneBest}
              </Button>
            )}
          </Group>
        )
      }
    >
      {rows?.matched === 0 && (
        <Text size="sm" c="dimmed">
          {words.queueEmpty}
        </Text>
      )}
      <ul className={styles.lines}>
        {rows?.rows.map(({ trial }) => (
          <li key={trial}>
            <Wish
              desk={desk}
              id={id}
              trial={trial}
              takeOut={canWrite ? () => void sending.attempt(() => send('DELETE', trialPath(id, trial))) : undefined}
            />
          </li>
        ))}
      </ul>
      {rows !== undefined && rows.matched > SHOWN && (
        <Text size="sm" c="dimmed">
          {words.moreQueued(rows.matched - SHOWN)}
        </Text>
      )}
      {sending.error !== null && <Trouble error={sending.error} />}
      <Modal
        opened={open === 'add'}
        onClose={close}
        title={words.add}
        size="xl"
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': words.close }}
      >
        {study !== null && <AddForm id={id} study={study} close={close} />}
      </Modal>
      <Modal
        opened={open === 'clone'}
        onClose={close}
        title={best === null ? words.cloneBest : trialWords.form.title(best)}
        size="xl"
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': words.close }}
      >
        {best !== null && study !== null && <Clone desk={desk} id={id} number={best} study={study} close={close} />}
      </Modal>
    </Card>
  );
}

/** The form of a copy. It stays that of the trial with which it was opened, whichever is the best by now. */
function Clone({
  desk,
  id,
  number,
  study,
  close,
}: Pick<SteerParts, 'desk' | 'id'> & {
  readonly number: number;
  readonly study: NonNullable<ReturnType<typeof useStudy>>;
  readonly close: () => void;
}) {
  const [own] = useState(number);
  const { data, error } = useTrialDetail(desk, id, own);
  if (data === undefined) return error === null ? <Waiting /> : <Trouble error={error} />;
  return (
    <Suspense fallback={<Waiting />}>
      <CloneForm id={id} trial={data} study={study} close={close} />
    </Suspense>
  );
}

function Wish({
  desk,
  id,
  trial,
  takeOut,
}: Pick<SteerParts, 'desk' | 'id'> & { readonly trial: number; readonly takeOut: (() => void) | undefined }) {
  const { answer } = useTrial(desk, trial);
  const wish = answer?.systemAttributes.find(({ name }) => name === 'fixed_params')?.value;
  return (
    <div className={styles.lineOf}>
      <Link to="/studies/$id/trials/$number" params={{ id, number: String(trial) }}>
        {words.queued(trial)}
      </Link>
      <Text size="sm" c="dimmed" className={styles.grow}>
        {wishText(wish)}
      </Text>
      {takeOut !== undefined && (
        <Button size="compact-xs" variant="subtle" aria-label={words.takeOutOf(trial)} onClick={takeOut}>
          {words.takeOut}
        </Button>
      )}
    </div>
  );
}

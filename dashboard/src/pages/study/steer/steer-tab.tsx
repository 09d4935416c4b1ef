import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/List.css';
import '@mantine/core/styles/Slider.css';
import { Alert, Text } from '@mantine/core';
import type { DeskLink } from '../../../desk/link.ts';
import { useSummary } from '../../../desk/use-desk.ts';
import { useMay, useSession } from '../../../parts/session.ts';
import { Waiting } from '../../../shell/fallbacks.tsx';
import { steerWords as words } from '../../../words/steer.ts';
import { JournalCard } from './journal-card.tsx';
import { LimitsCard } from './limits-card.tsx';
import { ProgramsCard } from './programs-card.tsx';
import { QueueCard } from './queue-card.tsx';
import { RunningCard } from './running-card.tsx';
import { SpaceCard } from './space-card.tsx';
import { StateCard } from './state-card.tsx';
import styles from './steer.module.css';
import { SuggestionsCard } from './suggestions-card.tsx';

/** What parts of the tab get. */
export interface SteerParts {
  readonly desk: DeskLink;
  readonly id: string;
  readonly canWrite: boolean;
}

/** All that can be changed of a study while it runs, and who has changed what. */
export function SteerTab({ desk, id }: { readonly desk: DeskLink; readonly id: string }) {
  const canWrite = useMay('write');
  const session = useSession();
  const summary = useSummary(desk);
  if (summary === null) return <Waiting />;
  const parts = { desk, id, canWrite };
  return (
    <div className={styles.tab}>
      {session !== undefined && !canWrite && (
        <Alert title={words.readOnly} className={styles.whole}>
          <Text size="sm">{words.readOnlyHint}</Text>
        </Alert>
      )}
      <div className={styles.column}>
        <StateCard {...parts} />
        <SpaceCard {...parts} />
        <QueueCard {...parts} />
        <RunningCard {...parts} />
      </div>
      <div className={styles.column}>
        <LimitsCard {...parts} />
        <SuggestionsCard {...parts} />
        <ProgramsCard {...parts} />
        <JournalCard {...parts} />
      </div>
    </div>
  );
}

/** Where a study is changed. */
export const studyPath = (id: string): string => `/api/studies/${encodeURIComponent(id)}`;

import { Alert, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { StudyDetail, TrialDetail } from 'vernier/client';
import { ServerError } from '../../api/server.ts';
import { useDesk, useStatus } from '../../desk/use-desk.ts';
import { Banner, isTold } from '../../parts/banner.tsx';
import { Stale } from '../../parts/stale.tsx';
import { useStudyDetail } from '../../parts/study-detail.ts';
import { Trouble, Waiting } from '../../shell/fallbacks.tsx';
import { partWords } from '../../words/parts.ts';
import { shellWords } from '../../words/shell.ts';
import { trialWords as words } from '../../words/trial.ts';
import { ArtifactsCard } from './artifacts-card.tsx';
import { AttributesCard } from './attributes-card.tsx';
import { CurvesCard } from './curves-card.tsx';
import { ExplanationCard } from './explanation-card.tsx';
import { Head } from './head.tsx';
import { LogCard } from './log-card.tsx';
import { NotesCard } from './notes-card.tsx';
import { ParamsCard } from './params-card.tsx';
import { ResourcesCard } from './resources-card.tsx';
import { ResultCard } from './result-card.tsx';
import { useTrialDetail } from './trial-data.ts';
import styles from './trial.module.css';

/** One trial: what it was, how it went, why, and what can be done with it. */
export function TrialPage() {
  const { id, number: text } = useParams({ from: '/studies/$id/trials/$number' });
  // A number that no trial has is asked for, too: the server knows how to say so.
  const number = /^\d{1,9}$/.test(text) ? Number(text) : null;
  if (number === null) return <NoTrial id={id} says={words.noNumber(text)} />;
  return <Known key={`${id} ${number}`} id={id} number={number} />;
}

function Known({ id, number }: { readonly id: string; readonly number: number }) {
  const desk = useDesk(id);
  const status = useStatus(desk);
  const trial = useTrialDetail(desk, id, number);
  const study = useStudyDetail(id);
  const isGone = trial.error instanceof ServerError && trial.error.status === 404;
  if (trial.data === undefined || study.data === undefined) {
    if (isGone) return <NoTrial id={id} says={words.gone(String(number))} />;
    const error = trial.error ?? study.error;
    return error === null ? <Waiting /> : <Trouble error={error} />;
  }
  return (
    <Stack gap="md">
      <Banner desk={desk} isEmpty={false} />
      {!isTold(status) && isGone && <Alert color="yellow">{words.gone(String(number))}</Alert>}
      {!isTold(status) && trial.error !== null && !isGone && <Stale error={trial.error} at={trial.dataUpdatedAt} />}
      <Whole id={id} trial={trial.data} study={study.data} />
    </Stack>
  );
}

/** All that is shown of a trial. */
export interface TrialParts {
  readonly id: string;
  readonly trial: TrialDetail;
  readonly study: StudyDetail;
}

function Whole(parts: TrialParts) {
  return (
    <>
      <Head {...parts} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <ResultCard {...parts} />
          <ParamsCard {...parts} />
          <NotesCard {...parts} />
          <AttributesCard {...parts} />
        </div>
        <div className={styles.column}>
          <ExplanationCard {...parts} />
          <CurvesCard {...parts} />
          <ResourcesCard {...parts} />
          <ArtifactsCard {...parts} />
        </div>
      </div>
      <LogCard {...parts} />
    </>
  );
}

function NoTrial({ id, says }: { readonly id: string; readonly says: string }) {
  return (
    <Stack align="center" p="xl">
      <title>{partWords.pageTitle(words.goneTitle)}</title>
      <Title order={1}>{says}</Title>
      <Text>
        <Link to="/studies/$id" params={{ id }}>
          {words.toStudy}
        </Link>
      </Text>
      <Link to="/">{shellWords.toStudies}</Link>
    </Stack>
  );
}

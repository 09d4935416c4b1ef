import { Anchor, Group, Progress, Skeleton, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { StudyDetail } from 'vernier/client';
import { durationText, numberText } from 'vernier/scene';
import type { DeskLink } from '../../desk/link.ts';
import type { Prospect, StudySummary } from '../../desk/messages.ts';
import { useFavourite, useProspect, useStudy, useSummary } from '../../desk/use-desk.ts';
import { StateBar } from '../../parts/state-bar.tsx';
import { countsText } from '../../parts/states.ts';
import { unbroken } from '../../parts/unbroken.ts';
import { studyWords as words } from '../../words/study.ts';
import css from './study.module.css';

/** What a study is, and how it does, at a glance. */
export function Header({ desk, id }: { readonly desk: DeskLink; readonly id: string }) {
  const study = useStudy(desk);
  const summary = useSummary(desk);
  const prospect = useProspect(desk);
  const favourite = useFavourite(desk);
  return (
    <header className={`card ${css.header}`}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <div className={css.names}>
          <Title order={1} className={css.name}>
            {study?.name ?? words.unnamed(id)}
          </Title>
          <Text size="sm" c="dimmed">
            {study?.objectives.map(({ name, direction }) => words.objective(name, direction)).join('; ')}
          </Text>
        </div>
        <Text size="sm" className={css.standing} role="status">
          {standingText(study, summary)}
        </Text>
      </Group>
      {study !== null && study.paused !== null && (
        <Text size="sm">{words.pausedBy(study.paused.by, study.paused.why)}</Text>
      )}
      {summary === null ? <Skeleton height={64} /> : <Facts id={id} summary={summary} study={study} />}
      {summary?.isForeseen && (
        <Text size="sm" c="dimmed" className={css.prospect}>
          {prospect !== null && prospect.outlook !== null && unbroken(prospectText(prospect.outlook))}
        </Text>
      )}
      {summary !== null && summary.missing !== null && <Text size="sm">{summary.missing}</Text>}
      {favourite !== null && (
        <Text size="sm" c="dimmed">
          {favourite.text}{' '}
          <Anchor
            renderRoot={(props) => (
              <Link to="/studies/$id/trials/$number" params={{ id, number: String(favourite.trial) }} {...props} />
            )}
          >
            {words.see(favourite.trial)}
          </Anchor>
        </Text>
      )}
    </header>
  );
}

function Facts({
  id,
  summary,
  study,
}: {
  readonly id: string;
  readonly summary: StudySummary;
  readonly study: StudyDetail | null;
}) {
  const { states, best, front, startedAt, lastAt } = summary;
  const done = states.complete + states.pruned + states.failed;
  const planned = study?.limits?.trials ?? study?.planned ?? summary.budget;
  return (
    <dl className={css.facts}>
      <Fact title={words.best}>
        {best !== null && (
          <>
            <strong>{best.text}</strong>{' '}
            <Anchor
              renderRoot={(props) => (
                <Link to="/studies/$id/trials/$number" params={{ id, number: String(best.trial) }} {...props} />
              )}
            >
              {words.bestTrial(best.trial)}
            </Anchor>
          </>
        )}
        {front !== null && front > 0 && words.front(front)}
        {best === null && !front && words.noBest}
      </Fact>
      <Fact title={words.progress}>
        <span>{planned === null ? words.doneOpen(done) : words.done(done, planned)}</span>
        {planned !== null && planned > 0 && (
          <Progress value={Math.min(100, (100 * done) / planned)} size="sm" mt={4} aria-label={words.progress} />
        )}
        <div className={css.states}>
          <StateBar counts={states} />
        </div>
        <Text size="xs" c="dimmed">
          {countsText(states)}
        </Text>
      </Fact>
      {startedAt !== null && lastAt !== null && lastAt > startedAt && (
        <Fact title={words.lasted}>{durationText((lastAt - startedAt) / 1000)}</Fact>
      )}
    </dl>
  );
}

const Fact = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div className={css.fact}>
    <dt>{title}</dt>
    <dd>{children}</dd>
  </div>
);

function standingText(study: StudyDetail | null, summary: StudySummary | null): string {
  if (summary === null) return '';
  const { states } = summary;
  if (study !== null && study.paused !== null) return words.standing.paused;
  if (states.running > 0) return words.standing.running;
  if (summary.trials === 0) return words.standing.empty;
  return states.waiting + states.paused === 0 ? words.standing.finished : words.standing.idle;
}

function prospectText({ trials, gain, low, high }: NonNullable<Prospect['outlook']>): string {
  const short = (value: number) => numberText(Number(value.toPrecision(2)));
  return high === 0 ? words.noProspect(trials) : words.prospect(trials, short(gain), short(low), short(high));
}

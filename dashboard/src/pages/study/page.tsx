import { Stack, Tabs, Text, Title } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useDesk, useStatus, useStudy, useSummary } from '../../desk/use-desk.ts';
import { lazyPart } from '../../parts/lazy-part.ts';
import { Waiting } from '../../shell/fallbacks.tsx';
import { partWords } from '../../words/parts.ts';
import { shellWords } from '../../words/shell.ts';
import { studyWords as words } from '../../words/study.ts';
import { Banner } from '../../parts/banner.tsx';
import { Header } from './header.tsx';
import { OverviewTab } from './overview.tsx';
import { SelectionBar } from './selection-bar.tsx';
import css from './study.module.css';

const TrialsTab = lazyPart(async () => (await import('./trials/trials-tab.tsx')).TrialsTab);
const SteerTab = lazyPart(async () => (await import('./steer/steer-tab.tsx')).SteerTab);

/** One study: what it is, how it does, its charts and its trials, as they come. */
export function StudyPage() {
  const { id } = useParams({ from: '/studies/$id' });
  const { tab = 'overview' } = useSearch({ from: '/studies/$id' });
  const navigate = useNavigate({ from: '/studies/$id' });
  const desk = useDesk(id);
  const { state } = useStatus(desk);
  const isEmpty = useSummary(desk) === null;
  const study = useStudy(desk);
  if (isEmpty && state === 'deleted') return <NoStudy />;
  return (
    <div className={css.page}>
      {study !== null && <title>{partWords.pageTitle(...titleOf(tab), study.name)}</title>}
      <Banner desk={desk} isEmpty={isEmpty} />
      <Header desk={desk} id={id} />
      {isEmpty && state === 'loading' && <Waiting />}
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({
            search: ({ tab: _, ...rest }) => (next === 'overview' ? rest : { ...rest, tab: next ?? '' }),
          })
        }
        keepMounted={false}
      >
        <Tabs.List aria-label={words.tabList} mb="sm">
          <Tabs.Tab value="overview">{words.tabs.overview}</Tabs.Tab>
          <Tabs.Tab value="trials">{words.tabs.trials}</Tabs.Tab>
          <Tabs.Tab value="steer">{words.tabs.steer}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview">
          <OverviewTab desk={desk} id={id} />
        </Tabs.Panel>
        <Tabs.Panel value="trials">
          <Suspense fallback={<Waiting />}>
            <TrialsTab desk={desk} id={id} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="steer">
          <Suspense fallback={<Waiting />}>
            <SteerTab desk={desk} id={id} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
      <SelectionBar desk={desk} />
    </div>
  );
}

/** What stands before the study's name in the title: the part that is shown, unless it is the first. */
const titleOf = (tab: string): readonly string[] => (tab === 'trials' || tab === 'steer' ? [words.tabs[tab]] : []);

/** There is no study at this address, or no more: why that may be, and where to go. */
function NoStudy() {
  return (
    <Stack align="center" p="xl">
      <title>{partWords.pageTitle(words.neverTitle)}</title>
      <Title order={1}>{words.never}</Title>
      <Text c="dimmed">{words.neverHint}</Text>
      <Link to="/">{shellWords.toStudies}</Link>
    </Stack>
  );
}

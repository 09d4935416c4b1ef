import { Button, Group, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useCallback, useState } from 'react';
import { Chart } from '../../charts/chart.tsx';
import type { DeskLink } from '../../desk/link.ts';
import { CHART_NAMES, type ChartName, type StudySummary } from '../../desk/messages.ts';
import { chartWords } from '../../words/charts.ts';
import { studyWords as words } from '../../words/study.ts';
import { ChartControls, useChartOptions } from './chart-controls.tsx';
import css from './study.module.css';

/** Charts that fill a whole line. */
const WIDE: ReadonlySet<ChartName> = new Set(['history', 'slice', 'parallel', 'rank', 'timeline', 'pareto']);
/** Pixels that charts of one panel are high; those of several know better. */
const HEIGHTS: Partial<Readonly<Record<ChartName, number>>> = {
  history: 340,
  parallel: 340,
  intermediate: 320,
  pareto: 360,
  hypervolume: 320,
  edf: 320,
  cost: 320,
};

/** Milliseconds after the first chart until more is asked for: what has been painted comes onto the screen first. */
const BREATH_MS = 100;

/** The charts of a study that suit it, or that somebody chose. */
export function Charts({
  desk,
  id,
  summary,
  children,
  later,
}: {
  readonly desk: DeskLink;
  readonly id: string;
  readonly summary: StudySummary;
  /** What stands below the first chart: what the charts mean in words. */
  readonly children: ReactNode;
  /** What stands below that, and is loaded once the first chart is there: nobody is to wait for it. */
  readonly later: ReactNode;
}) {
  const search = useSearch({ from: '/studies/$id' });
  const navigate = useNavigate({ from: '/studies/$id' });
  const [hasFirst, setFirst] = useState(false);
  const first = useCallback(() => void setTimeout(() => setFirst(true), BREATH_MS), []);
  const chosen = chosenCharts(search.charts) ?? summary.charts;
  const show = (charts: readonly ChartName[] | undefined) =>
    void navigate({
      search: ({ charts: _, ...rest }) => (charts === undefined ? rest : { ...rest, charts: charts.join(',') }),
      replace: true,
      resetScroll: false,
    });
  const toggle = (name: ChartName) =>
    show(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
  const open = (trial: number) =>
    void navigate({ to: '/studies/$id/trials/$number', params: { id, number: String(trial) } });
  const card = (name: ChartName) => (
    <ChartCard key={name} desk={desk} name={name} summary={summary} onOpen={open} onPainted={first} />
  );
  return (
    <section aria-label={words.charts}>
      <Group gap={6} role="group" aria-label={words.chooseCharts} mb="sm">
        {summary.charts.map((name) => (
          <Button
            key={name}
            size="compact-xs"
            variant={chosen.includes(name) ? 'light' : 'default'}
            aria-pressed={chosen.includes(name)}
            onClick={() => toggle(name)}
          >
            {chartWords.names[name]}
          </Button>
        ))}
        {search.charts !== undefined && (
          <Button size="compact-xs" variant="subtle" onClick={() => show(undefined)}>
            {words.usual}
          </Button>
        )}
      </Group>
      {chosen.length === 0 && (
        <Text size="sm" c="dimmed" mb="sm">
          {words.noCharts}
        </Text>
      )}
      <div className={css.grid}>
        {chosen.slice(0, 1).map(card)}
        <div className={`${css.told} ${css.wide}`}>
          {children}
          <div className={css.later}>{(hasFirst || chosen.length === 0) && later}</div>
        </div>
        {chosen.slice(1).map(card)}
      </div>
    </section>
  );
}

function ChartCard({
  desk,
  name,
  summary,
  onOpen,
  onPainted,
}: {
  readonly desk: DeskLink;
  readonly name: ChartName;
  readonly summary: StudySummary;
  readonly onOpen: (trial: number) => void;
  readonly onPainted: () => void;
}) {
  const { options, change } = useChartOptions();
  return (
    <div className={`card ${css.chart} ${WIDE.has(name) ? css.wide : ''}`}>
      <Chart
        desk={desk}
        name={name}
        options={options}
        height={HEIGHTS[name] ?? null}
        onOpen={onOpen}
        onPainted={onPainted}
      />
      <ChartControls name={name} summary={summary} options={options} change={change} />
    </div>
  );
}

/** Charts that an address names; those that there are not are left out. */
function chosenCharts(text: string | undefined): readonly ChartName[] | null {
  if (text === undefined) return null;
  const named = new Set(text.split(','));
  return CHART_NAMES.filter((name) => named.has(name));
}

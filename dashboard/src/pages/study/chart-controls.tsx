import { Group, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import type { ChartName, ChartOptions, StudySummary } from '../../desk/messages.ts';
import { studyWords as words } from '../../words/study.ts';

/** Options of one chart, which somebody may change. */
export function useChartOptions() {
  const [options, setOptions] = useState<ChartOptions>({});
  const change = (changed: { readonly [K in keyof ChartOptions]?: ChartOptions[K] | undefined }) =>
    setOptions(
      (before) =>
        Object.fromEntries(
          Object.entries({ ...before, ...changed }).filter(([, value]) => value !== undefined),
        ) as never,
    );
  return { options, change };
}

/** Charts that show all objectives at once, or none. */
const WITHOUT_OBJECTIVE: ReadonlySet<ChartName> = new Set(['pareto', 'hypervolume', 'timeline', 'resources']);

/** What can be chosen of a chart: its objective, its metric, its parameters; nothing where there is no choice. */
export function ChartControls({
  name,
  summary,
  options,
  change,
}: {
  readonly name: ChartName;
  readonly summary: StudySummary;
  readonly options: ChartOptions;
  readonly change: ReturnType<typeof useChartOptions>['change'];
}) {
  const objectives = summary.objectives.map((objective) => objective.name);
  const params = summary.columns.filter(({ group }) => group === 'param').map(({ label }) => label);
  const hasObjective = objectives.length > 1 && !WITHOUT_OBJECTIVE.has(name) && options.metric === undefined;
  const hasMetric = name === 'intermediate' && summary.metrics.length > 0;
  const hasParams = name === 'contour' && params.length > 2;
  if (!hasObjective && !hasMetric && !hasParams) return null;
  const [x, y] = options.params ?? [];
  const pickParams = (first: string, second: string) => {
    const others = params.filter((param) => param !== first && param !== second);
    if (first === '' && second === '') return change({ params: undefined });
    const filled = [first || (others[0] ?? ''), second || (others[0] ?? '')];
    change({ params: filled[0] === filled[1] ? [filled[0]!, others[0] ?? ''] : filled });
  };
  return (
    <Group gap="sm" mt={6} px={10}>
      {hasObjective && (
        <Choice
          label={words.objectiveChoice}
          value={options.objective ?? objectives[0]!}
          choices={objectives}
          pick={(objective) => change({ objective })}
        />
      )}
      {hasMetric && (
        <Choice
          label={words.metricChoice}
          value={options.metric ?? ''}
          choices={summary.metrics}
          none={words.metricOfObjective}
          pick={(metric) => change({ metric: metric || undefined })}
        />
      )}
      {hasParams && (
        <>
          <Choice
            label={words.paramX}
            value={x ?? ''}
            choices={params}
            none={words.automatic}
            pick={(param) => pickParams(param, param === y ? '' : (y ?? ''))}
          />
          <Choice
            label={words.paramY}
            value={y ?? ''}
            choices={params}
            none={words.automatic}
            pick={(param) => pickParams(param === x ? '' : (x ?? ''), param)}
          />
        </>
      )}
    </Group>
  );
}

function Choice({
  label,
  value,
  choices,
  none,
  pick,
}: {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly string[];
  /** What no choice is called; left out = one must be chosen. */
  readonly none?: string;
  readonly pick: (choice: string) => void;
}) {
  const data = [
    ...(none === undefined ? [] : [{ value: '', label: none }]),
    ...choices.map((choice) => ({ value: choice, label: choice })),
  ];
  return (
    <Group gap={6} wrap="nowrap" maw="100%">
      <Text component="span" size="xs" c="dimmed">
        {label}
      </Text>
      <NativeSelect
        size="xs"
        aria-label={label}
        data={data}
        value={value}
        miw={0}
        onChange={({ currentTarget }) => pick(currentTarget.value)}
      />
    </Group>
  );
}

import { Text } from '@mantine/core';
import type { DeskLink } from '../../desk/link.ts';
import { useSummary } from '../../desk/use-desk.ts';
import { studyWords as words } from '../../words/study.ts';
import { Charts } from './charts.tsx';
import { Findings } from './findings.tsx';
import { ImportanceCard } from './importance.tsx';

/** The charts of a study, and what they mean in words. */
export function OverviewTab({ desk, id }: { readonly desk: DeskLink; readonly id: string }) {
  const summary = useSummary(desk);
  if (summary === null) return null;
  if (summary.trials === 0)
    return (
      <Text c="dimmed" py="lg">
        {words.empty}
      </Text>
    );
  return (
    <Charts desk={desk} id={id} summary={summary}>
      <ImportanceCard desk={desk} />
      <Findings desk={desk} />
    </Charts>
  );
}

import { useMemo } from 'react';
import { isOfMachine } from '../../../../src/history/applied.ts';
import { Chart } from '../../charts/chart.tsx';
import { useDesk } from '../../desk/use-desk.ts';
import { Card } from '../../parts/card.tsx';
import { trialWords as words } from '../../words/trial.ts';
import type { TrialParts } from './page.tsx';

/** What a trial used of its machine over its time: CPU, memory, GPUs. Nothing where that was not recorded. */
export function ResourcesCard({ id, trial: { number, metrics } }: TrialParts) {
  const desk = useDesk(id);
  const options = useMemo(() => ({ trials: [number] }), [number]);
  if (!Object.keys(metrics).some(isOfMachine)) return null;
  return (
    <Card title={words.resources}>
      <Chart desk={desk} name="resources" options={options} />
    </Card>
  );
}

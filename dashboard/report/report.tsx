import { useState } from 'react';
import type { DeskLink } from '../src/desk/link.ts';
import { useStore } from '../src/desk/use-store.ts';
import { ChartCard } from './chart-card.tsx';
import { Chooser } from './choices.tsx';
import { SelectedCard } from './selected.tsx';
import { reportWords as words } from './words.ts';

/** What a report shows of its frozen study: all charts, one selection for them. */
export function Report({
  desk,
  study,
  params,
  goesLive,
}: {
  readonly desk: DeskLink;
  readonly study: string;
  /** Stored names, the most important first. */
  readonly params: readonly string[];
  /** Called when the first chart has been painted. */
  readonly goesLive: () => void;
}) {
  const summary = useStore(desk.summary);
  const [objective, setObjective] = useState<string | undefined>(undefined);
  if (summary === null) return null;
  const objectives = summary.objectives.map(({ name }) => name);
  return (
    <>
      <p className="hint">{words.hint}</p>
      {objectives.length > 1 && (
        <p className="choice">
          <Chooser
            label={words.objective}
            options={objectives}
            value={objective ?? objectives[0]!}
            choose={setObjective}
          />
        </p>
      )}
      <div className="grid">
        {summary.charts.map((name, i) => (
          <ChartCard
            key={name}
            desk={desk}
            name={name}
            objective={objective}
            params={params}
            metrics={summary.metrics}
            painted={i === 0 ? goesLive : undefined}
          />
        ))}
      </div>
      <SelectedCard desk={desk} summary={summary} study={study} />
    </>
  );
}

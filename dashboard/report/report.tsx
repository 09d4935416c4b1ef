import { useEffect, useState } from 'react';
import type { DeskLink } from '../src/desk/link.ts';
import type { StudySummary } from '../src/desk/messages.ts';
import { useStore } from '../src/desk/use-store.ts';
import { ChartCard } from './chart-card.tsx';
import { Chooser } from './choices.tsx';
import { SelectedCard } from './selected.tsx';
import { reportWords as words } from './words.ts';

/** What a report shows of its frozen study: all charts, one selection for them. */
export function Report({
  desk,
  study,
  goesLive,
}: {
  readonly desk: DeskLink;
  readonly study: string;
  /** Called when the first chart has been painted. */
  readonly goesLive: () => void;
}) {
  const summary = useStore(desk.summary);
  const params = useParams(desk, summary);
  const [objective, setObjective] = useState<string | undefined>(undefined);
  if (summary === null || params === null) return null;
  const objectives = summary.objectives.map(({ name }) => name);
  return (
    <>
      <SelectedCard desk={desk} summary={summary} study={study} />
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
    </>
  );
}

/** Stored names of the parameters, the most important first; null = not known yet. */
function useParams(desk: DeskLink, summary: StudySummary | null): readonly string[] | null {
  const [params, setParams] = useState<readonly string[] | null>(null);
  useEffect(() => {
    if (summary === null) return;
    const stored = summary.columns.filter(({ group }) => group === 'param').map(({ key }) => key);
    void desk.ask('importance', {}).then(({ params: shares }) => {
      const known = shares.map(({ name }) => name).filter((name) => stored.includes(name));
      setParams([...known, ...stored.filter((name) => !known.includes(name))]);
    });
  }, [desk, summary]);
  return params;
}

import { Suspense } from 'react';
import type { DeskLink } from '../../desk/link.ts';
import { useSummary } from '../../desk/use-desk.ts';
import { lazyPart } from '../../parts/lazy-part.ts';
import { Charts } from './charts.tsx';
import { Findings } from './findings.tsx';
import { ImportanceCard } from './importance.tsx';
import { NoTrials } from './no-trials.tsx';
import css from './study.module.css';

const About = lazyPart(async () => (await import('./about/about.tsx')).About);

/** The charts of a study, what they mean in words, and what is said of it. */
export function OverviewTab({ desk, id }: { readonly desk: DeskLink; readonly id: string }) {
  const summary = useSummary(desk);
  if (summary === null) return null;
  const about = (
    <div className={css.side}>
      <Suspense fallback={null}>
        <About id={id} />
      </Suspense>
    </div>
  );
  if (summary.trials === 0)
    return (
      <div className={css.told}>
        <NoTrials desk={desk} id={id} />
        {about}
      </div>
    );
  return (
    <Charts desk={desk} id={id} summary={summary} later={about}>
      <div className={css.side}>
        <ImportanceCard desk={desk} />
        <Findings desk={desk} id={id} />
      </div>
    </Charts>
  );
}

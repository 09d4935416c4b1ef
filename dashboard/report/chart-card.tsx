import { useEffect, useRef, useState } from 'react';
import { Chart } from '../src/charts/chart.tsx';
import type { DeskLink } from '../src/desk/link.ts';
import type { ChartName, ChartOptions } from '../src/desk/messages.ts';
import { Chooser, PairChoice, ParamChoice } from './choices.tsx';
import { reportWords as words } from './words.ts';

/** Parameters that a chart shows at first, at most; `rank` has a panel for each pair of them. */
const SHOWN: Readonly<Partial<Record<ChartName, number>>> = { slice: 12, parallel: 12, rank: 4, contour: 2 };

const HEIGHT = 340;

/** Charts that take the whole width where there are two columns. */
const WIDE: readonly ChartName[] = ['slice', 'parallel', 'timeline'];

/** A chart with what can be chosen of it. */
export function ChartCard({
  desk,
  name,
  objective,
  params,
  metrics,
  painted,
}: {
  readonly desk: DeskLink;
  readonly name: ChartName;
  readonly objective: string | undefined;
  /** The most important first. */
  readonly params: readonly string[];
  readonly metrics: readonly string[];
  /** Called once when it has been painted. */
  readonly painted: (() => void) | undefined;
}) {
  const most = SHOWN[name];
  const [chosen, setChosen] = useState<readonly string[]>(params.slice(0, most));
  const [metric, setMetric] = useState<string | undefined>(undefined);
  const place = useRef<HTMLDivElement>(null);
  usePainted(place, painted);
  const options: ChartOptions = {
    ...(objective === undefined ? {} : { objective }),
    ...(most === undefined ? {} : { params: chosen }),
    ...(name !== 'intermediate' || metric === undefined ? {} : { metric }),
  };
  const curves = metrics.filter((own) => !own.startsWith('system/'));
  return (
    <div ref={place} className={WIDE.includes(name) ? 'chart whole' : 'chart'}>
      {most !== undefined && name !== 'contour' && params.length > 1 && (
        <ParamChoice params={params} chosen={chosen} choose={setChosen} />
      )}
      {name === 'contour' && <PairChoice params={params} chosen={chosen} choose={setChosen} />}
      {name === 'intermediate' && curves.length > 0 && (
        <p className="choice">
          <Chooser
            label={words.curves}
            options={[words.objective, ...curves]}
            value={metric ?? words.objective}
            choose={(own) => setMetric(curves.includes(own) ? own : undefined)}
          />
        </p>
      )}
      <Chart desk={desk} name={name} options={options} height={heightOf(name, chosen.length)} />
    </div>
  );
}

/** CSS pixels for a chart; for one with a panel a parameter as many as its rows take. */
function heightOf(name: ChartName, params: number): number {
  if (name !== 'slice') return HEIGHT;
  const columns = innerWidth > 900 ? 4 : innerWidth > 600 ? 2 : 1;
  return 80 + 160 * Math.ceil(params / columns);
}

/** Calls back once when the chart within an element has been painted, or has said why it cannot be. */
function usePainted(place: { readonly current: HTMLElement | null }, painted: (() => void) | undefined): void {
  useEffect(() => {
    if (painted === undefined) return;
    const watch = new MutationObserver(() => {
      watch.disconnect();
      painted();
    });
    watch.observe(place.current!, { subtree: true, attributeFilter: ['data-painted'] });
    return () => watch.disconnect();
  }, [place, painted]);
}

import { useEffect, useId } from 'react';
import type { DeskLink } from '../desk/link.ts';
import type { ChartName, ChartOptions, Painted } from '../desk/messages.ts';
import { chartWords as words } from '../words/charts.ts';
import css from './chart.module.css';
import { ChartMenu } from './chart-menu.tsx';
import { ChartTip } from './chart-tip.tsx';
import { useChart } from './use-chart.ts';
import { usePointing } from './use-pointing.ts';

/** What a chart on a page is given. */
export interface ChartProps {
  readonly desk: DeskLink;
  readonly name: ChartName;
  readonly options?: ChartOptions;
  /** CSS pixels that it would like to have; left out = what suits it. It takes more where its panels need it. */
  readonly height?: number | null;
  /** A trial was chosen: by double click, or Enter. */
  readonly onOpen?: (trial: number) => void;
  /** It has been painted for the first time, or cannot be. */
  readonly onPainted?: (() => void) | undefined;
}

/** Pixels that a chart takes until it is painted. */
const UNPAINTED = 300;
const NO_OPTIONS: ChartOptions = {};

/**
 * A chart of a desk. A rectangle that is drawn in it selects trials, in all charts and the table of the desk; Shift adds to them. By
 * keyboard it is gone through trial by trial. Screen readers are told what is seen, in sentences.
 */
export function Chart({ desk, name, options = NO_OPTIONS, height = null, onOpen, onPainted }: ChartProps) {
  const handle = useChart(desk, name, options, height);
  const { painted, tip, view } = handle;
  const { box, isByKey, handlers } = usePointing(desk, handle, onOpen);
  const id = useId();
  const isDone = painted !== null;
  useEffect(() => {
    if (isDone) onPainted?.();
  }, [isDone, onPainted]);
  const taken = painted?.height || (height ?? UNPAINTED);
  const title = painted?.title || words.names[name];
  return (
    <figure className={css.figure} data-chart={name} data-painted={painted !== null && painted.error === null}>
      <div
        ref={handle.frame}
        className={css.frame}
        style={{ height: taken }}
        role="application"
        aria-roledescription={words.kind}
        aria-label={title}
        aria-describedby={id}
        tabIndex={0}
        {...handlers}
      >
        {box !== null && (
          <div className={css.box} style={{ left: box.x, top: box.y, width: box.width, height: box.height }} />
        )}
        {painted === null && (
          <p className={css.waiting} aria-hidden>
            {words.painting}
          </p>
        )}
        {painted !== null && painted.error !== null && (
          <p className={css.note}>
            {words.failed} {painted.error}
          </p>
        )}
      </div>
      {tip !== null && box === null && <ChartTip tip={tip} width={view.width} height={taken} />}
      <figcaption className={css.unseen} id={id}>
        {painted === null ? words.painting : `${painted.description} ${words.keys}`}
      </figcaption>
      {painted !== null && painted.highlighted !== null && isPart(painted.highlighted) && (
        <p className={css.partly}>{words.partly(painted.highlighted.drawn, painted.highlighted.of)}</p>
      )}
      <div className={css.unseen} aria-live="polite">
        {isByKey &&
          tip !== null &&
          [words.trial(tip.trial, tip.state), ...tip.lines.map((line) => line.join(' '))].join(', ')}
      </div>
      {painted !== null && painted.error === null && <ChartMenu desk={desk} handle={handle} />}
    </figure>
  );
}

/** Of too many selected lines an even share is drawn: then that is said. */
const isPart = ({ drawn, of }: NonNullable<Painted['highlighted']>): boolean => drawn < of;

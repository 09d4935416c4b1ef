import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import type { DeskLink } from '../desk/link.ts';
import type { ChartName, ChartOptions, ChartView, Painted, Tip } from '../desk/messages.ts';
import { useStore } from '../desk/use-store.ts';
import { chartWords as words } from '../words/charts.ts';
import { useTheme } from './use-theme.ts';

/** A chart on a page. */
export interface ChartHandle {
  /** Of the element that the chart fills: its canvases are put into it. */
  readonly frame: RefObject<HTMLDivElement | null>;
  /** By which the desk knows it. */
  readonly chart: number;
  /** What it shows; null = it has not been painted yet. */
  readonly painted: Painted | null;
  readonly tip: Tip | null;
  /** As it is shown now. */
  readonly view: ChartView;
  /** What has been painted, for pictures to be saved. */
  readonly canvas: () => HTMLCanvasElement | null;
}

/** Pixels around the window within which charts are painted already. */
const NEAR = '300px';

/**
 * Shows a chart of a desk in an element: as wide as that is, painted while it is seen.
 *
 * @param height CSS pixels that the chart would like to have; null = what suits it
 */
export function useChart(desk: DeskLink, name: ChartName, options: ChartOptions, height: number | null): ChartHandle {
  const frame = useRef<HTMLDivElement>(null);
  const base = useRef<HTMLCanvasElement | null>(null);
  const theme = useTheme();
  const [width, setWidth] = useState(0);
  // Options are compared by what they say: pages write them as they go.
  const key = JSON.stringify(options);
  const view = useMemo(
    (): ChartView => ({
      name,
      options: JSON.parse(key) as ChartOptions,
      width,
      height,
      ratio: devicePixelRatio,
      theme,
    }),
    [name, key, width, height, theme],
  );
  const { chart, stores } = useMemo(() => desk.newChart(), [desk]);
  const newest = useRef(view);
  newest.current = view;

  useEffect(() => {
    const element = frame.current!;
    const fit = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    fit.observe(element);
    return () => fit.disconnect();
  }, []);

  const isSized = width > 0;
  useEffect(() => {
    if (!isSized) return;
    const element = frame.current!;
    const canvases = [canvasIn(element), canvasIn(element)] as const;
    base.current = canvases[0];
    desk.adoptChart(chart, stores);
    const { given, transfer } = desk.isOnPage ? lent(canvases) : handedOver(canvases);
    desk.order({ type: 'show', chart, view: newest.current, canvases: given }, transfer);
    const sight = new IntersectionObserver(
      ([entry]) => desk.order({ type: 'see', chart, isVisible: entry!.isIntersecting }),
      { rootMargin: NEAR },
    );
    sight.observe(element);
    return () => {
      sight.disconnect();
      desk.dropChart(chart);
      for (const canvas of canvases) canvas.remove();
      base.current = null;
    };
  }, [desk, chart, stores, isSized]);

  useEffect(() => {
    if (isSized) desk.order({ type: 'show', chart, view });
  }, [desk, chart, view, isSized]);

  return {
    frame,
    chart,
    painted: useStore(stores.painted),
    tip: useStore(stores.tip),
    view,
    canvas: () => base.current,
  };
}

type Pair = readonly [base: HTMLCanvasElement, overlay: HTMLCanvasElement];

const lent = ([base, overlay]: Pair) => ({ given: { base, overlay }, transfer: [] });

function handedOver(canvases: Pair) {
  if (canvases[0].transferControlToOffscreen === undefined) throw new Error(words.oldBrowser);
  const [base, overlay] = canvases.map((canvas) => canvas.transferControlToOffscreen()) as [
    OffscreenCanvas,
    OffscreenCanvas,
  ];
  return { given: { base, overlay }, transfer: [base, overlay] };
}

/** A canvas that fills an element. Its picture is given by the desk, its meaning by words beside it. */
function canvasIn(element: HTMLElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.ariaHidden = 'true';
  element.append(canvas);
  return canvas;
}

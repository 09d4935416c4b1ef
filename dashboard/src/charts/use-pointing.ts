import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { DeskLink } from '../desk/link.ts';
import type { Box, Step } from '../desk/messages.ts';
import { boxOf, isDrag, oncePerFrame, type Spot } from './pointer.ts';
import type { ChartHandle } from './use-chart.ts';

/** Keys that go from trial to trial. */
const STEPS: Readonly<Record<string, Step>> = {
  ArrowRight: 'next',
  ArrowUp: 'next',
  ArrowLeft: 'previous',
  ArrowDown: 'previous',
  Home: 'first',
  End: 'last',
  PageUp: 'next-page',
  PageDown: 'previous-page',
};

interface Drag {
  readonly from: Spot;
  readonly isAdding: boolean;
  isNew: boolean;
}

/** What a person does in a chart. */
export interface Pointing {
  /** The rectangle that is being drawn; null = none is. */
  readonly box: Box | null;
  /** Is the chart gone through by keyboard? Then what it says is read out. */
  readonly isByKey: boolean;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLDivElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLDivElement>) => void;
    readonly onPointerUp: (event: PointerEvent<HTMLDivElement>) => void;
    readonly onPointerCancel: () => void;
    readonly onPointerLeave: (event: PointerEvent<HTMLDivElement>) => void;
    readonly onDoubleClick: () => void;
    readonly onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => void;
    readonly onBlur: () => void;
  };
}

/** Turns pointer and keys into orders for the desk: hovering, drawing a rectangle, clicking a trial, going from trial to trial. */
export function usePointing(
  desk: DeskLink,
  { chart, tip }: ChartHandle,
  open: ((trial: number) => void) | undefined,
): Pointing {
  const [box, setBox] = useState<Box | null>(null);
  const [isByKey, setIsByKey] = useState(false);
  const drag = useRef<Drag | null>(null);
  const frames = useMemo(() => {
    const brush = (drawn: Box) => {
      const own = drag.current;
      if (own === null) return;
      desk.order({ type: 'brush', chart, box: drawn, mode: own.isAdding ? 'add' : 'replace', isNew: own.isNew });
      own.isNew = false;
    };
    return {
      hover: oncePerFrame(({ x, y }: Spot) => desk.order({ type: 'hover', chart, x, y })),
      brush: oncePerFrame(brush),
      brushNow: brush,
    };
  }, [desk, chart]);
  useEffect(
    () => () => {
      frames.hover.end();
      frames.brush.end();
    },
    [frames],
  );
  const select = (trials: readonly number[], isAdding: boolean) =>
    desk.order({ type: 'select', trials, mode: isAdding ? 'add' : 'replace' });
  const leave = () => {
    frames.hover.end();
    desk.order({ type: 'leave', chart });
  };
  const endDrag = () => {
    frames.brush.end();
    drag.current = null;
    setBox(null);
  };

  return {
    box,
    isByKey,
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { from: spotOf(event), isAdding: event.shiftKey, isNew: true };
      },
      onPointerMove: (event) => {
        setIsByKey(false);
        const spot = spotOf(event);
        const own = drag.current;
        if (own === null) return frames.hover.ask(spot);
        if (box === null && !isDrag(own.from, spot)) return;
        const drawn = boxOf(own.from, spot);
        setBox(drawn);
        frames.brush.ask(drawn);
      },
      onPointerUp: (event) => {
        const own = drag.current;
        const spot = spotOf(event);
        if (own !== null && (box !== null || isDrag(own.from, spot))) frames.brushNow(boxOf(own.from, spot));
        else if (own !== null && tip !== null) select([tip.trial], own.isAdding);
        else if (own?.isAdding === false) select([], false);
        endDrag();
        frames.hover.ask(spot);
      },
      onPointerCancel: endDrag,
      // A finger leaves when it is lifted; what it pointed at stays until it points elsewhere.
      onPointerLeave: (event) => event.pointerType !== 'touch' && leave(),
      onDoubleClick: () => {
        if (tip !== null) open?.(tip.trial);
      },
      onKeyDown: (event) => {
        const step = STEPS[event.key];
        if (step !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
          event.preventDefault();
          setIsByKey(true);
          desk.order({ type: 'step', chart, step, mode: event.shiftKey ? 'add' : null });
        } else if (event.key === 'Enter' && tip !== null) open?.(tip.trial);
        else if (event.key === ' ') {
          event.preventDefault();
          if (tip !== null)
            desk.order({ type: 'select', trials: [tip.trial], mode: tip.isSelected ? 'remove' : 'add' });
        }
      },
      onBlur: leave,
    },
  };
}

/** Where in the chart an event is, CSS pixels. */
function spotOf(event: PointerEvent<HTMLDivElement>): Spot {
  const { left, top } = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

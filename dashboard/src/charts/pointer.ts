import type { Box } from '../desk/messages.ts';

/** A place in a chart, CSS pixels. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Pixels that a pointer moves before it draws a rectangle rather than clicks. */
const SLACK = 4;

/** The rectangle between two places. */
export const boxOf = (a: Spot, b: Spot): Box => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  width: Math.abs(a.x - b.x),
  height: Math.abs(a.y - b.y),
});

/** Has a pointer moved so far that somebody means it? */
export const isDrag = (a: Spot, b: Spot): boolean => Math.abs(a.x - b.x) > SLACK || Math.abs(a.y - b.y) > SLACK;

/** Calls back at most once a frame, with the newest argument. */
export function oncePerFrame<T>(callback: (value: T) => void): {
  readonly ask: (value: T) => void;
  readonly end: () => void;
} {
  let frame = 0;
  let newest: T;
  return {
    ask: (value) => {
      newest = value;
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        callback(newest);
      });
    },
    end: () => {
      cancelAnimationFrame(frame);
      frame = 0;
    },
  };
}

import { useEffect, useRef } from 'react';
import type { DeskLink } from '../desk/link.ts';
import { useStatus } from '../desk/use-desk.ts';
import { isTold } from './banner.tsx';

/** Asks again, at once, when the study can be had again: what came meanwhile is not waited for. @param again the same function each time */
export function useBack(desk: DeskLink, again: () => unknown): void {
  const isAway = isTold(useStatus(desk));
  const wasAway = useRef(isAway);
  useEffect(() => {
    if (wasAway.current && !isAway) again();
    wasAway.current = isAway;
  }, [isAway, again]);
}

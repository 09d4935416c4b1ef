import { useElementSize } from '@mantine/hooks';
import type { PointerEvent } from 'react';
import { acrossOf, type Sight, upwardsOf } from './frame.ts';
import { onScale } from './knobs.ts';
import { valueOf } from './scale.ts';
import { Plane } from './plane.tsx';
import { Strip } from './strip.tsx';

/** Probes on the dial, and what is believed of it: a strip for one knob, a plane for two. */
export function Picture({
  label,
  height,
  onAim,
  ...sight
}: Sight & {
  readonly label: string;
  /** Pixels. */
  readonly height: number;
  /** Somebody points at a place; left out = there is nothing to aim. */
  readonly onAim?: (place: readonly number[]) => void;
}) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const aim = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const across = acrossOf(width);
    const upwards = upwardsOf(height);
    const place = [onScale(across.knob, valueOf(across, event.clientX - box.left))];
    if (sight.signal.knobs === 2) place.push(onScale(upwards.knob, valueOf(upwards, event.clientY - box.top)));
    onAim?.(place);
  };
  const aiming = onAim && {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      aim(event);
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => event.buttons === 1 && aim(event),
  };
  const Shown = sight.signal.knobs === 1 ? Strip : Plane;
  return (
    <div ref={ref} className="glass" data-aimed={onAim !== undefined} role="img" aria-label={label} {...aiming}>
      {width > 0 ? <Shown {...sight} width={width} height={height} /> : <div className="glass-blank" />}
    </div>
  );
}

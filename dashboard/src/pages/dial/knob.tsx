import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { dialWords as words } from '../../words/dial.ts';
import { type Knob as KnobScale, onScale, shareOf } from './knobs.ts';
import { valueText } from './talk.ts';

/** Turns of the knob from one end of the scale to the other: fine enough to stop at a station. */
const TURNS = 3;
const LINES = 50;
const SIZE = 184;
const CENTRE = SIZE / 2;

/** A knob that is turned by dragging around it, by the wheel and by keys. */
export function Knob({
  knob,
  axis,
  value,
  onTurn,
  onListen,
}: {
  readonly knob: KnobScale;
  /** Its index among the knobs. */
  readonly axis: number;
  readonly value: number;
  /** A place on its scale. */
  readonly onTurn: (value: number) => void;
  readonly onListen: () => void;
}) {
  const ref = useRef<SVGSVGElement>(null);
  const last = useRef(0);
  const turn = (by: number): void => onTurn(onScale(knob, value + by));

  const current = useRef(turn);
  current.current = turn;
  useEffect(() => {
    const wheel = (event: WheelEvent): void => {
      event.preventDefault(); // React's own listener could not: the page would scroll as well
      current.current(-Math.sign(event.deltaY || event.deltaX) * knob.step * (event.shiftKey ? 10 : 2));
    };
    const own = ref.current!;
    own.addEventListener('wheel', wheel, { passive: false });
    return () => own.removeEventListener('wheel', wheel);
  }, [knob]);

  const angleOf = (event: PointerEvent<SVGSVGElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.atan2(event.clientY - box.top - box.height / 2, event.clientX - box.left - box.width / 2);
  };
  const drag = (event: PointerEvent<SVGSVGElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const angle = angleOf(event);
    const by = nearestTurn(angle - last.current);
    last.current = angle;
    turn((by / (2 * Math.PI * TURNS)) * (knob.high - knob.low));
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === ' ' || event.key === 'Enter') onListen();
    else {
      const to = keyed(knob, value, event);
      if (to === null) return;
      onTurn(onScale(knob, to));
    }
    event.preventDefault();
  };
  return (
    <div className="knob">
      <svg
        ref={ref}
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        role="slider"
        tabIndex={0}
        aria-label={words.dials[knob.name]}
        aria-valuemin={knob.low}
        aria-valuemax={knob.high}
        aria-valuenow={Number(value.toFixed(knob.digits))}
        aria-valuetext={`${value.toFixed(knob.digits)} ${words.spoken[knob.name]}`}
        aria-describedby="dial-hint"
        onKeyDown={key}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          last.current = angleOf(event);
        }}
        onPointerMove={drag}
      >
        <KnobFace degrees={shareOf(knob, value) * 360 * TURNS} />
      </svg>
      <div className="reading">
        <span>{words.dials[knob.name]}</span>
        <b>{valueText(axis, value)}</b>
      </div>
    </div>
  );
}

/** What a key makes of a value; null = it is no key of a dial. */
function keyed({ low, high, step, stride }: KnobScale, value: number, { key, shiftKey }: KeyboardEvent): number | null {
  const by = shiftKey ? stride : step;
  switch (key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return value + by;
    case 'ArrowDown':
    case 'ArrowLeft':
      return value - by;
    case 'PageUp':
      return value + stride;
    case 'PageDown':
      return value - stride;
    case 'Home':
      return low;
    case 'End':
      return high;
    default:
      return null;
  }
}

/** The same angle within half a turn. */
const nearestTurn = (angle: number): number => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));

function KnobFace({ degrees }: { readonly degrees: number }) {
  return (
    <>
      <defs>
        <radialGradient id="knob-disc" cx="0.35" cy="0.25" r="0.9">
          <stop offset="0" stopColor="#2d5b89" />
          <stop offset="1" stopColor="#11304f" />
        </radialGradient>
        <radialGradient id="knob-cap" cx="0.35" cy="0.25" r="0.9">
          <stop offset="0" stopColor="#4a7cae" />
          <stop offset="1" stopColor="#1a3d62" />
        </radialGradient>
      </defs>
      <circle className="rim" cx={CENTRE} cy={CENTRE} r={88} />
      <g className="ring">
        {Array.from({ length: LINES }, (_, i) => (
          <line
            key={i}
            x1={CENTRE}
            x2={CENTRE}
            y1={8}
            y2={i % 5 === 0 ? 18 : 14}
            transform={turned((i / LINES) * 360)}
          />
        ))}
      </g>
      <circle className="disc" cx={CENTRE} cy={CENTRE} r={68} fill="url(#knob-disc)" />
      <circle className="cap" cx={CENTRE} cy={CENTRE} r={50} fill="url(#knob-cap)" />
      <g transform={turned(degrees)}>
        <g className="fine">
          {Array.from({ length: 11 }, (_, i) => (
            <line
              key={i}
              x1={CENTRE}
              x2={CENTRE}
              y1={25}
              y2={i % 5 === 0 ? 34 : 31}
              transform={turned((i * 0.9 * 360) / LINES)}
            />
          ))}
        </g>
        <g className="grip">
          {Array.from({ length: 24 }, (_, i) => (
            <line key={i} x1={CENTRE} x2={CENTRE} y1={43} y2={49} transform={turned(i * 15 + 7.5)} />
          ))}
        </g>
        <path className="mark" d={`M${CENTRE} 40v24`} />
      </g>
    </>
  );
}

const turned = (degrees: number): string => `rotate(${degrees.toFixed(2)} ${CENTRE} ${CENTRE})`;

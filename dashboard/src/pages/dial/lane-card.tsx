import { memo, useMemo } from 'react';
import { dialWords as words } from '../../words/dial.ts';
import { beliefOf } from './belief.ts';
import { Gains } from './gains.tsx';
import { bestOf, type Lane, type LaneName } from './lane.ts';
import { Picture } from './picture.tsx';
import type { Standing } from './race.ts';
import type { Signal } from './signal.ts';
import { placeText } from './talk.ts';

/** One of the four: what it has heard, what it believes, where it listens next. Drawn anew when that changes, not at every turn of a knob. */
export const LaneCard = memo(function LaneCard({
  name,
  standing,
  signal,
  probes,
  isRevealed,
}: {
  readonly name: LaneName;
  readonly standing: Standing;
  readonly signal: Signal;
  /** Probes that it has in all. */
  readonly probes: number;
  readonly isRevealed: boolean;
}) {
  const lane = standing.lanes[name];
  const best = bestOf(lane.probes);
  const bestText = best === null ? null : words.bestText(best.heard, placeText(best.place));
  const fit = lane.plan?.fit ?? lane.probes.at(-1)?.fit ?? null;
  const belief = useMemo(
    () => (fit === null ? null : beliefOf(signal.knobs, lane.probes, fit)),
    [signal.knobs, lane.probes, fit],
  );
  return (
    <article className="card lane" data-lane={name} aria-label={words.lanes[name]}>
      <header>
        <h3>{words.lanes[name]}</h3>
        <p>{words.ways[name]}</p>
        <span className="lane-count">{words.count(lane.probes.length, probes)}</span>
      </header>
      <Picture
        label={words.picture(name, lane.probes.length, bestText)}
        height={signal.knobs === 1 ? 170 : 270}
        signal={signal}
        isRevealed={isRevealed}
        probes={lane.probes}
        plan={lane.plan}
        belief={belief}
        needle={null}
      />
      <div className="lane-foot">
        <Gains name={name} lanes={standing.lanes} probes={probes} />
        <div className="lane-words">
          <p>
            <span>{words.best}</span> <b>{bestText ?? words.noBest}</b>
          </p>
          <Reason lane={lane} probes={probes} />
          {name === 'bayes' && <Legend knobs={signal.knobs} hasBelief={belief !== null} />}
        </div>
      </div>
    </article>
  );
});

function Reason({ lane: { name, plan, probes: used }, probes }: { readonly lane: Lane; readonly probes: number }) {
  if (used.length >= probes) return <p className="dim">{words.noPlan}</p>;
  if (name === 'hand') return <p className="dim">{words.handPlan}</p>;
  if (plan === null) return null;
  return (
    <p>
      <span>{words.nextReason}</span> {placeText(plan.place)}. {plan.why === null ? words.noReason : <q>{plan.why}</q>}
    </p>
  );
}

function Legend({ knobs, hasBelief }: { readonly knobs: Signal['knobs']; readonly hasBelief: boolean }) {
  if (!hasBelief) return <p className="dim">{words.tooFew}</p>;
  if (knobs === 2) return <p className="dim">{`${words.fog} ${words.counting}`}</p>;
  return (
    <p className="dim legend">
      <span>
        <svg width={22} height={10} aria-hidden>
          <path className="mean" d="M1 5h20" />
        </svg>
        {words.belief}
      </span>
      <span>
        <svg width={22} height={10} aria-hidden>
          <rect className="band" width={22} height={10} />
        </svg>
        {words.band}
      </span>
      <span>{words.counting}</span>
    </p>
  );
}

import { Button } from '@mantine/core';
import { memo, useState } from 'react';
import { dialWords as words } from '../../words/dial.ts';
import type { Standing } from './race.ts';
import type { Signal } from './signal.ts';
import { outcome, sentence } from './talk.ts';

/** A running commentary, the newest first; at the end who found what. */
export const TalkCard = memo(function TalkCard({
  standing,
  signal,
  probes,
  isRunning,
}: {
  readonly standing: Standing;
  readonly signal: Signal;
  /** Probes that each has in all. */
  readonly probes: number;
  readonly isRunning: boolean;
}) {
  const said = standing.events.map((event) => sentence(standing, event)).toReversed();
  return (
    <section className="card talk" aria-label={words.talk}>
      {standing.isRun && <Outcome key={signal.seed} standing={standing} signal={signal} probes={probes} />}
      <h2>{words.talk}</h2>
      {said.length === 0 ? (
        <p className="dim">{words.quiet}</p>
      ) : (
        <ol className="said" tabIndex={0} aria-label={words.talk} aria-live={isRunning ? 'off' : 'polite'} reversed>
          {said.map((line, i) => (
            <li key={said.length - i}>{line}</li>
          ))}
        </ol>
      )}
    </section>
  );
});

/** What came of it; who has begun by hand is not told where the station is before they have had their turn. */
function Outcome({
  standing,
  signal,
  probes,
}: {
  readonly standing: Standing;
  readonly signal: Signal;
  readonly probes: number;
}) {
  const [isWanted, setWanted] = useState(false);
  const used = standing.lanes.hand.probes.length;
  const isHeld = used > 0 && used < probes && !isWanted;
  const [first, ...rest] = outcome(standing, signal);
  return (
    <div className="outcome" role="status">
      <h2>{words.outcome}</h2>
      {isHeld ? (
        <>
          <p>{words.held(probes - used)}</p>
          <Button variant="default" onClick={() => setWanted(true)}>
            {words.showOutcome}
          </Button>
        </>
      ) : (
        <>
          <p className="winner">{first}</p>
          {rest.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </>
      )}
    </div>
  );
}

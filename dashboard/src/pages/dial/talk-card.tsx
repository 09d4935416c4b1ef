import { dialWords as words } from '../../words/dial.ts';
import type { Standing } from './race.ts';
import type { Signal } from './signal.ts';
import { outcome, sentence } from './talk.ts';

/** A running commentary, the newest first; at the end who found what. */
export function TalkCard({
  standing,
  signal,
  probes,
  isRunning,
}: {
  readonly standing: Standing;
  readonly signal: Signal;
  readonly probes: number;
  readonly isRunning: boolean;
}) {
  const said = standing.events.map((event) => sentence(standing, event)).toReversed();
  const [first, ...rest] = standing.isRun ? outcome(standing, signal, probes) : [];
  return (
    <section className="card talk" aria-label={words.talk}>
      {first !== undefined && (
        <div className="outcome" role="status">
          <h2>{words.outcome}</h2>
          <p className="winner">{first}</p>
          {rest.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      )}
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
}

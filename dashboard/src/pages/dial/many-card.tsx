import { Button, Progress } from '@mantine/core';
import { memo } from 'react';
import { dialWords as words } from '../../words/dial.ts';
import { MANY, middleProbes, type Tally } from './many.ts';
import { SEARCHES } from './search.ts';
import type { Settings } from './settings.ts';
import { useMany } from './use-many.ts';

/** The searches on many other signals: is it luck? */
export const ManyCard = memo(function ManyCard({ settings }: { readonly settings: Settings }) {
  const many = useMany();
  const done = many.tallies?.[0]?.signals ?? 0;
  return (
    <section className="card many" aria-label={words.many}>
      <h2>{words.many}</h2>
      <p>{words.manyWhy(MANY)}</p>
      <Button variant="default" disabled={many.isRunning} onClick={() => many.start(settings)}>
        {words.manyRun(MANY)}
      </Button>
      {many.isRunning && (
        <Progress value={(100 * done) / MANY} aria-label={words.manyProgress(done, MANY)} transitionDuration={0} />
      )}
      {many.error !== null && (
        <p role="alert">
          {words.manyTrouble} {many.error}
        </p>
      )}
      {many.tallies !== null && many.settings !== null && (
        <Results tallies={many.tallies} settings={many.settings} isRunning={many.isRunning} />
      )}
    </section>
  );
});

function Results({
  tallies,
  settings,
  isRunning,
}: {
  readonly tallies: readonly Tally[];
  readonly settings: Settings;
  readonly isRunning: boolean;
}) {
  const known = SEARCHES.map(
    (search) => tallies.find((tally) => tally.search === search) ?? { search, signals: 0, after: [] },
  );
  return (
    <>
      <table aria-live={isRunning ? 'off' : 'polite'}>
        <thead>
          <tr>
            <th scope="col">{words.manySearch}</th>
            <th scope="col">{words.manyFound}</th>
            <th scope="col">{words.manyMiddle}</th>
          </tr>
        </thead>
        <tbody>
          {known.map((tally) => (
            <tr key={tally.search} data-search={tally.search}>
              <th scope="row">{words.lanes[tally.search]}</th>
              <td>
                <svg className="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden>
                  <rect className="whole" width={100} height={8} />
                  <rect className="found" width={(100 * tally.after.length) / Math.max(1, tally.signals)} height={8} />
                </svg>
                {words.manyOf(tally.after.length, tally.signals)}
              </td>
              <td>{middleProbes(tally) ?? words.manyMore(settings.probes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="dim">{words.manyNote(settings.seed + 1, settings.seed + MANY, settings.probes)}</p>
    </>
  );
}

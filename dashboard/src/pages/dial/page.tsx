import './dial.css';
import './glass.css';
import './radio.css';
import { Alert } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { dialWords as words } from '../../words/dial.ts';
import { partWords } from '../../words/parts.ts';
import { RaceControls, SignalControls } from './controls.tsx';
import { knobsOf, valueAt } from './knobs.ts';
import { LANES } from './lane.ts';
import { LaneCard } from './lane-card.tsx';
import { ManyCard } from './many-card.tsx';
import { Panel } from './panel.tsx';
import { type Settings, settingsOf, viewOf } from './settings.ts';
import { TalkCard } from './talk-card.tsx';
import { useRace } from './use-race.ts';
import { useRadio } from './use-radio.ts';

/** Both knobs in the middle: with one knob the second one is not looked at. */
const MIDDLE: readonly number[] = knobsOf(2).map((knob) => valueAt(knob, 0.5));

/** The dial: a radio to try by hand what searches do, and the searches beside it. Needs no server. */
export function DialPage() {
  const view = useSearch({ from: '/dial' });
  const settings = useMemo(() => settingsOf(view), [view]);
  const navigate = useNavigate({ from: '/dial' });
  const [isRevealed, setRevealed] = useState(false);
  const [knobsAt, setKnobsAt] = useState(MIDDLE);
  const playing = useRace(settings);
  const { signal, standing, race } = playing;
  const place = useMemo(() => knobsAt.slice(0, settings.knobs), [knobsAt, settings.knobs]);
  const sound = useRadio(signal, place);
  const change = (next: Settings): void => {
    setRevealed(false);
    void navigate({ search: viewOf(next), replace: true, resetScroll: false });
  };
  return (
    <div className="dial">
      <title>{partWords.pageTitle(words.title)}</title>
      <header className="dial-head">
        <h1>{words.title}</h1>
        <p>{words.story}</p>
      </header>
      <SignalControls settings={settings} isRevealed={isRevealed} onChange={change} onReveal={setRevealed} />
      <Panel
        signal={signal}
        hand={standing.lanes.hand}
        probes={settings.probes}
        place={place}
        isRevealed={isRevealed}
        sound={sound}
        onAim={(next) => setKnobsAt((before) => before.map((value, axis) => next[axis] ?? value))}
        onListen={() => race.listen(place)}
      />
      <div className="dial-race">
        <h2>{words.searches}</h2>
        <RaceControls playing={playing} />
      </div>
      {standing.trouble !== null && (
        <Alert color="red" role="alert" title={words.trouble}>
          {standing.trouble instanceof Error ? standing.trouble.message : String(standing.trouble)}
        </Alert>
      )}
      <div className="lanes">
        {LANES.map((name) => (
          <LaneCard
            key={name}
            name={name}
            standing={standing}
            signal={signal}
            probes={settings.probes}
            isRevealed={isRevealed}
          />
        ))}
      </div>
      <div className="dial-below">
        <TalkCard standing={standing} signal={signal} probes={settings.probes} isRunning={playing.isRunning} />
        <div className="dial-column">
          <ManyCard settings={settings} />
          <section className="card" aria-label={words.why}>
            <h2>{words.why}</h2>
            {words.reasons.map((reason) => (
              <p key={reason}>{reason}</p>
            ))}
          </section>
        </div>
      </div>
    </div>
  );
}

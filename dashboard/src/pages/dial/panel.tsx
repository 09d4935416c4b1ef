import { IconHeadphones, IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { dialWords as words } from '../../words/dial.ts';
import { Knob } from './knob.tsx';
import { knobsOf } from './knobs.ts';
import { bestOf, type Lane } from './lane.ts';
import { Meter } from './meter.tsx';
import { Picture } from './picture.tsx';
import type { Signal } from './signal.ts';
import { placeText } from './talk.ts';
import type { RadioSwitch } from './use-radio.ts';

/** The radio: knobs, its scale with what the person has heard, a meter, the sound. */
export function Panel({
  signal,
  hand,
  probes,
  place,
  isRevealed,
  sound,
  onAim,
  onListen,
}: {
  readonly signal: Signal;
  readonly hand: Lane;
  /** Snippets that there are in all. */
  readonly probes: number;
  /** Where the knobs stand. */
  readonly place: readonly number[];
  readonly isRevealed: boolean;
  readonly sound: RadioSwitch;
  readonly onAim: (place: readonly number[]) => void;
  readonly onListen: () => void;
}) {
  const best = bestOf(hand.probes);
  const left = probes - hand.probes.length;
  return (
    <section className="radio" data-knobs={signal.knobs} aria-label={words.panel}>
      <div className="radio-glass">
        <Picture
          label={words.glass}
          height={signal.knobs === 1 ? 210 : 300}
          signal={signal}
          isRevealed={isRevealed}
          probes={hand.probes}
          plan={null}
          belief={null}
          needle={place}
          onAim={onAim}
        />
      </div>
      <div className="radio-knobs">
        {knobsOf(signal.knobs).map((knob, axis) => (
          <Knob
            key={knob.name}
            knob={knob}
            axis={axis}
            value={place[axis]!}
            onTurn={(value) => onAim(place.with(axis, value))}
            onListen={onListen}
          />
        ))}
      </div>
      <div className="radio-side">
        <Meter heard={hand.probes.at(-1)?.heard ?? null} />
        <button type="button" className="radio-listen" disabled={left === 0} onClick={onListen}>
          <IconHeadphones size={20} aria-hidden />
          {words.listen}
          <small>{words.left(left)}</small>
        </button>
        <p className="radio-best">
          <span>{words.best}</span>
          <b>{best === null ? words.noBest : words.bestText(best.heard, placeText(best.place))}</b>
        </p>
      </div>
      <div className="radio-foot">
        <p id="dial-hint">{words.dialHint}</p>
        <Sound sound={sound} />
      </div>
    </section>
  );
}

function Sound({ sound }: { readonly sound: RadioSwitch }) {
  const Icon = sound.isOn ? IconVolume : IconVolumeOff;
  return (
    <div className="radio-sound">
      {sound.hasFailed && <span role="alert">{words.soundTrouble}</span>}
      {sound.isOn && (
        <>
          <span className="radio-sound-hint">{words.soundHint}</span>
          <input
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={sound.volume}
            aria-label={words.volume}
            onChange={({ currentTarget }) => sound.setVolume(Number(currentTarget.value))}
          />
        </>
      )}
      <button type="button" aria-pressed={sound.isOn} onClick={sound.toggle}>
        <Icon size={18} aria-hidden />
        {sound.isOn ? words.soundOff : words.soundOn}
      </button>
    </div>
  );
}

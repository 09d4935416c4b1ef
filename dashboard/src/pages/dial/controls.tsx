import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/Switch.css';
import { Button, NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import { IconDice5, IconPlayerPause, IconPlayerPlay, IconPlayerSkipForward, IconRotate } from '@tabler/icons-react';
import { dialWords as words } from '../../words/dial.ts';
import type { KnobCount } from './knobs.ts';
import { KINDS, nextSignal, NOISES, PROBES, type Settings, withKnobs } from './settings.ts';
import type { Playing, Speed } from './use-race.ts';

/** What is on the air, and how many may listen to it. */
export function SignalControls({
  settings,
  isRevealed,
  onChange,
  onReveal,
}: {
  readonly settings: Settings;
  readonly isRevealed: boolean;
  readonly onChange: (settings: Settings) => void;
  readonly onReveal: (isRevealed: boolean) => void;
}) {
  return (
    <div className="controls" role="group" aria-label={words.settings}>
      <SegmentedControl
        aria-label={words.knobs}
        value={String(settings.knobs)}
        data={([1, 2] as const).map((count) => ({ value: String(count), label: words.knobCounts[count] }))}
        onChange={(value) => onChange(withKnobs(settings, Number(value) as KnobCount))}
      />
      <Choice
        label={words.kind}
        value={settings.kind}
        choices={KINDS}
        text={(kind) => words.kinds[kind]}
        onChoose={(kind) => onChange({ ...settings, kind })}
      />
      <Choice
        label={words.noise}
        value={settings.noise}
        choices={NOISES}
        text={(noise) => words.noises[noise]}
        onChoose={(noise) => onChange({ ...settings, noise })}
      />
      <Choice
        label={words.probes}
        value={settings.probes}
        choices={PROBES[settings.knobs]}
        text={String}
        onChoose={(probes) => onChange({ ...settings, probes })}
      />
      <Button
        variant="default"
        leftSection={<IconDice5 size={18} aria-hidden />}
        onClick={() => onChange(nextSignal(settings))}
      >
        {words.newSignal}
      </Button>
      <span className="controls-signal">{words.signal(settings.seed)}</span>
      <Switch
        className="controls-reveal"
        label={words.reveal}
        checked={isRevealed}
        onChange={({ currentTarget }) => onReveal(currentTarget.checked)}
      />
    </div>
  );
}

function Choice<T extends string | number>({
  label,
  value,
  choices,
  text,
  onChoose,
}: {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly T[];
  readonly text: (choice: T) => string;
  readonly onChoose: (choice: T) => void;
}) {
  return (
    <NativeSelect
      label={label}
      value={String(value)}
      data={choices.map((choice) => ({ value: String(choice), label: text(choice) }))}
      onChange={({ currentTarget }) => onChoose(choices.find((choice) => String(choice) === currentTarget.value)!)}
    />
  );
}

/** Lets the searches take steps. */
export function RaceControls({ playing }: { readonly playing: Playing }) {
  const { race, standing, isRunning, speed } = playing;
  const canGo = standing.isReady && !standing.isRun;
  return (
    <div className="controls race-controls" role="group" aria-label={words.searches}>
      <Button
        disabled={!canGo}
        leftSection={isRunning ? <IconPlayerPause size={18} aria-hidden /> : <IconPlayerPlay size={18} aria-hidden />}
        onClick={() => playing.setRunning(!isRunning)}
      >
        {isRunning ? words.pause : words.run}
      </Button>
      <Button
        variant="default"
        disabled={!canGo || isRunning}
        leftSection={<IconPlayerSkipForward size={18} aria-hidden />}
        onClick={() => void race.step()}
      >
        {words.step}
      </Button>
      <Button variant="default" leftSection={<IconRotate size={18} aria-hidden />} onClick={playing.reset}>
        {words.reset}
      </Button>
      <SegmentedControl
        aria-label={words.speed}
        value={speed}
        data={(['slow', 'steady', 'fast'] as const).map((value) => ({ value, label: words.speeds[value] }))}
        onChange={(value) => playing.setSpeed(value as Speed)}
      />
    </div>
  );
}

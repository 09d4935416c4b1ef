import { random } from '../../../../src/math/random.ts';
import { clearness, reception, type Signal } from './signal.ts';
import { hertz, TUNES } from './tune.ts';

/** Seconds of static that are made once, and repeated. */
const STATIC_SECONDS = 2;
/** Seconds that notes are written ahead, and how often that is seen to. */
const AHEAD = 0.4;
const EVERY_MS = 120;
/** Seconds in which loudness follows the needle. */
const GLIDE = 0.06;
/** Static is shriller than music: at the same loudness it would drown it. */
const STATIC_LEVEL = 0.16;
const TUNE_LEVEL = 0.8;

/** A radio that is switched on. */
export interface Radio {
  /** The needle stands there. */
  tune(signal: Signal, place: readonly number[]): void;
  /** 0 to 1. */
  volume(level: number): void;
  /** Falls silent while nobody looks, and goes on after. */
  hush(isHushed: boolean): void;
  /** Switches it off for good. */
  off(): void;
}

/** Switches a radio on. To be called from a click or a key: browsers let nothing else make sound. @throws where there is no sound at all */
export function radio(): Radio {
  const context = new AudioContext();
  const out = context.createGain();
  out.connect(context.destination);
  const noise = context.createGain();
  const snow = staticSource(context);
  snow.connect(noise).connect(out);
  snow.start();
  const senders = TUNES.map(() => {
    const gain = context.createGain();
    gain.gain.value = 0;
    gain.connect(out);
    return gain;
  });
  const glide = ({ gain }: GainNode, to: number): void => {
    gain.setTargetAtTime(to, context.currentTime, GLIDE);
  };
  const written = TUNES.map(() => 0); // eighths, of each tune
  let onAir: ReadonlyMap<number, number> = new Map(); // clearness at the needle, by call
  const begun = context.currentTime;
  const timer = setInterval(() => {
    if (context.state !== 'running') return;
    TUNES.forEach((tune, call) => {
      for (; begun + written[call]! * tune.beat < context.currentTime + AHEAD; written[call]!++)
        if (onAir.has(call)) write(context, senders[call]!, call, written[call]!, begun + written[call]! * tune.beat);
    });
  }, EVERY_MS);
  return {
    tune(signal, place) {
      glide(noise, STATIC_LEVEL * (1 - clearness(signal, place)));
      onAir = new Map(signal.stations.map((station) => [station.call, reception(station, place)]));
      senders.forEach((gain, call) => glide(gain, TUNE_LEVEL * (onAir.get(call) ?? 0) * (onAir.get(call) ?? 0)));
    },
    volume: (level) => glide(out, level * level),
    hush: (isHushed) => void (isHushed ? context.suspend() : context.resume()),
    off() {
      clearInterval(timer);
      void context.close();
    },
  };
}

/** Hiss, by the project's own random numbers, with the middle of the range brought out as a receiver does. */
function staticSource(context: AudioContext): AudioBufferSourceNode {
  const stream = random(0).fork('hiss');
  const buffer = context.createBuffer(1, STATIC_SECONDS * context.sampleRate, context.sampleRate);
  const samples = buffer.getChannelData(0);
  let slow = 0;
  for (let i = 0; i < samples.length; i++) {
    const white = 2 * stream.uniform() - 1;
    slow += 0.12 * (white - slow);
    samples[i] = 0.45 * white + 1.4 * slow;
  }
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.loop = true;
  return source;
}

/** Writes one eighth of a tune: its note, and every fourth time one of the bass. */
function write(context: AudioContext, to: AudioNode, call: number, eighth: number, at: number): void {
  const { root, beat, notes, bass } = TUNES[call]!;
  const note = notes[eighth % notes.length]!;
  if (note !== null) pluck(context, to, 'triangle', hertz(root, note), at, 2.2 * beat, 0.5);
  if (eighth % 4 === 0)
    pluck(context, to, 'sine', hertz(root / 2, bass[Math.floor(eighth / 4) % bass.length]!), at, 4 * beat, 0.45);
}

function pluck(
  context: AudioContext,
  to: AudioNode,
  type: OscillatorType,
  frequency: number,
  at: number,
  seconds: number,
  level: number,
): void {
  const tone = context.createOscillator();
  const gain = context.createGain();
  tone.type = type;
  tone.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(level, at + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.001, at + seconds);
  tone.connect(gain).connect(to);
  tone.start(at);
  tone.stop(at + seconds);
}

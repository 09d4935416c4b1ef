import { recordedLength } from '../../analysis/trial-length.ts';
import { secondsOf } from '../../config/units.ts';
import { VernierError } from '../../errors.ts';
import type { HistoryView } from '../../history/view.ts';
import type { TrialLength } from '../../study/preview/plan.ts';
import type { Job } from '../job.ts';
import type { RunFlags } from '../run-options.ts';

/** How long trials are, and from where that is known. */
export interface KnownLength {
  readonly length: TrialLength;
  readonly by: 'given' | 'recorded' | 'unknown';
  /** Recorded trials that it rests on. */
  readonly recorded: number;
}

/**
 * What the user says goes before what is recorded; of neither a whole trial is the unit of time.
 *
 * @throws `config-invalid` for lengths that are none, contradict each other, or do not say how long a whole trial is
 */
export function lengthOf({ fidelity, source }: Job, flags: RunFlags, history: HistoryView | null): KnownLength {
  const ofTrial = secondsFlag('--trial-seconds', flags.trialSeconds);
  const ofStep = secondsFlag('--step-seconds', flags.stepSeconds);
  const most = fidelity?.max ?? null;
  const recorded = history === null ? null : recordedLength(history, most);
  if (ofTrial !== null && ofStep !== null) refuseContradiction(ofTrial, ofStep, most);
  const both = ofTrial === null || ofStep === null ? null : rounded(ofTrial / ofStep);
  const steps = most ?? both ?? recorded?.steps ?? null;
  if (ofTrial === null && ofStep !== null && steps === null)
    throw new VernierError(
      'config-invalid',
      `--step-seconds is ${ofStep}, but nothing says how many steps a trial has.`,
      {
        hint: `Add fidelity: { name: epoch, max: 50 } to ${source === 'command line' ? 'a config file' : source}, or --trial-seconds beside it.`,
      },
    );
  const given = ofTrial ?? (ofStep === null ? null : ofStep * steps!);
  if (given !== null) return { length: { steps, seconds: given, spread: 0 }, by: 'given', recorded: 0 };
  if (recorded === null) return { length: { steps, seconds: 1, spread: 0 }, by: 'unknown', recorded: 0 };
  const { seconds, start, spread, trials } = recorded;
  return { length: { steps, seconds, start, spread }, by: 'recorded', recorded: trials };
}

/** Both lengths say how many steps a trial has: a whole number, that of the fidelity. */
function refuseContradiction(ofTrial: number, ofStep: number, most: number | null): void {
  const steps = rounded(ofTrial / ofStep);
  if (most === null && !Number.isInteger(steps))
    throw new VernierError(
      'config-invalid',
      `--trial-seconds is ${ofTrial}, which is no whole number of steps of ${ofStep} s.`,
      { hint: 'Correct one of them; or leave --step-seconds out, and nothing is said of steps.' },
    );
  if (most !== null && steps !== most)
    throw new VernierError(
      'config-invalid',
      `--trial-seconds is ${ofTrial}, but ${most} steps of ${ofStep} s take ${rounded(ofStep * most)} s.`,
      { hint: 'Keep one of --trial-seconds and --step-seconds.' },
    );
}

function secondsFlag(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const seconds = secondsOf(text);
  if (seconds !== null && seconds > 0) return seconds;
  throw new VernierError('config-invalid', `${flag} is "${text}"; expected a length of time above 0.`, {
    hint: `Write ${flag} 90, or ${flag} 5m.`,
  });
}

/** Without the noise of adding tenths. */
const rounded = (value: number): number => Number(value.toPrecision(12));

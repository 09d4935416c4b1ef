import type { AttendedStudy, Task } from '../execution/executor.ts';
import type { Change } from '../history/record.ts';
import { usageOf } from './executors/process-table.ts';
import { type GpuUsage, Gpus } from './machine-gpus.ts';

/** Records what trials use of their machine, as metrics `system/cpu`, `system/memory`, `system/gpu0` … over `system/seconds`. */
export interface MachineWatch {
  /** The study whose trials run. Answers a function that ends it. */
  attend(study: AttendedStudy): () => void;
  /**
   * Watches the process group of a trial. Answers a function that ends it, before the trial ends.
   *
   * @param gpus devices that the trial may use, by number or UUID; null = all of the host
   */
  watch(task: Pick<Task, 'studyId' | 'number'>, group: number, gpus: readonly string[] | null): () => void;
}

const NOTHING: MachineWatch = { attend: () => () => undefined, watch: () => () => undefined };

/** How often is looked. */
interface Pace {
  /** Milliseconds from one of the first points of a trial to the next. Of its first seconds nothing is recorded: short trials have nothing of it. */
  readonly everyMs: number;
  /** Looking may take this share of a processor. */
  readonly share: number;
}

const PACE: Pace = { everyMs: 2000, share: 0.003 };
/** Each point is later than the one before by this share of the trial's time: a day has some 350 points, a month 520. */
const GROWTH = 0.02;
/** Points that are written together. */
const TOGETHER = 5;

/**
 * A watch for one executor. Linux alone: elsewhere, and where it is not wanted, nothing is recorded.
 *
 * @param isWanted default true
 */
export function machineWatch(isWanted = true, pace = PACE): MachineWatch {
  return isWanted && process.platform === 'linux' ? new GroupWatch(pace) : NOTHING;
}

/** Attends to a study with a watch and something else; ends both. */
export function attendedBoth(
  machine: MachineWatch,
  study: AttendedStudy,
  other: () => Promise<void>,
): () => Promise<void> {
  const leave = machine.attend(study);
  return async () => {
    leave();
    await other();
  };
}

/** A trial that is watched. Times are milliseconds of a clock that never goes back. */
interface Watched {
  readonly studyId: string;
  readonly number: number;
  readonly group: number;
  readonly gpus: readonly string[] | null;
  readonly began: number;
  nextAt: number;
  /** null = not looked at yet. */
  before: { readonly at: number; readonly cpuSeconds: number } | null;
  /** Of the next point, and seconds that earlier runs of the trial had recorded; null = no point yet. */
  place: { step: number; readonly seconds: number } | null;
  readonly points: { readonly step: number; readonly metrics: Readonly<Record<string, number>> }[];
}

class GroupWatch implements MachineWatch {
  readonly #pace: Pace;
  readonly #studies = new Map<string, AttendedStudy>();
  readonly #watched = new Set<Watched>();
  readonly #gpus = new Gpus();
  #isLooking = false;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  attend(study: AttendedStudy): () => void {
    this.#studies.set(study.studyId, study);
    return () => void this.#studies.delete(study.studyId);
  }

  watch(
    { studyId, number }: Pick<Task, 'studyId' | 'number'>,
    group: number,
    gpus: readonly string[] | null,
  ): () => void {
    const began = performance.now();
    const nextAt = began + this.#pace.everyMs;
    const one: Watched = { studyId, number, group, gpus, began, nextAt, before: null, place: null, points: [] };
    this.#watched.add(one);
    if (!this.#isLooking) this.#lookIn(this.#pace.everyMs);
    return () => {
      this.#watched.delete(one);
      this.#write(one);
    };
  }

  #lookIn(ms: number): void {
    this.#isLooking = true;
    setTimeout(() => this.#look(), ms).unref();
  }

  #look(): void {
    this.#isLooking = false;
    if (this.#watched.size === 0) return this.#gpus.rest();
    const at = performance.now();
    const due = [...this.#watched].filter(({ nextAt }) => nextAt <= at + 0.1 * this.#pace.everyMs);
    if (due.length > 0) {
      const used = usageOf(new Set(due.map(({ group }) => group)));
      const gpus = this.#gpus.now();
      for (const one of due) {
        const usage = used.get(one.group);
        if (usage !== undefined) this.#take(one, at, usage, gpus);
        one.nextAt = at + pauseAt(at - one.began, this.#pace);
      }
    }
    const took = performance.now() - at;
    this.#lookIn(Math.max(this.#pace.everyMs, took / this.#pace.share));
  }

  #take(one: Watched, at: number, usage: { cpuSeconds: number; memory: number }, gpus: readonly GpuUsage[]): void {
    const { before } = one;
    one.before = { at, cpuSeconds: usage.cpuSeconds };
    if (before === null) return;
    one.place ??= this.#placeOf(one);
    const seconds = (at - before.at) / 1000;
    const metrics: Record<string, number> = {
      'system/seconds': rounded(one.place.seconds + (at - one.began) / 1000),
      // A member that has ended without being waited for takes its time along.
      'system/cpu': rounded(Math.max(0, (100 * (usage.cpuSeconds - before.cpuSeconds)) / seconds)),
      'system/memory': usage.memory,
    };
    for (const { index, uuid, percent, memory, watts } of gpus) {
      if (one.gpus !== null && !one.gpus.some((name) => name === String(index) || name === uuid)) continue;
      const name = `system/gpu${index}`;
      for (const [key, value] of [
        [name, percent],
        [`${name}/memory`, memory],
        [`${name}/power`, watts],
      ] as const)
        if (Number.isFinite(value)) metrics[key] = value;
    }
    one.points.push({ step: one.place.step++, metrics });
    if (one.points.length >= TOGETHER) this.#write(one);
  }

  /** A trial that goes on from an earlier run goes on with its points. */
  #placeOf({ studyId, number }: Watched): NonNullable<Watched['place']> {
    const known = this.#studies.get(studyId)?.history.metric(number, 'system/seconds') ?? null;
    return { step: (known?.steps.at(-1) ?? -1) + 1, seconds: known?.values.at(-1) ?? 0 };
  }

  /** Writes what was seen. A trial that has ended meanwhile takes no more, and nothing hangs on it. */
  #write({ studyId, number, points }: Watched): void {
    const study = this.#studies.get(studyId);
    const seen = points.splice(0);
    if (study === undefined || seen.length === 0 || study.history.state(number) !== 'running') return;
    const { id } = study.history.record(number);
    study
      .write(seen.map(({ step, metrics }): Change => ({ type: 'logged', id, step, metrics })))
      .catch(() => undefined);
  }
}

/** Milliseconds from a point of a trial of this age to the next one. */
export const pauseAt = (ageMs: number, { everyMs } = PACE): number => Math.max(everyMs, GROWTH * ageMs);

const rounded = (value: number): number => Math.round(10 * value) / 10;

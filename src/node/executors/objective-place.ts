import { errorOf, errorRecord, VernierError } from '../../errors.ts';
import type { Outcome, Task, TaskPort } from '../../execution/executor.ts';
import { NoteRoom } from './note-room.ts';
import type { FromObjective, ToObjective } from './objective-message.ts';

/** A thread or process that runs one objective function, one trial at a time. */
export interface ObjectivePlace {
  send(message: ToObjective): void;
  /** Whom to tell what it says, and that it is gone, with the reason in words. The latest listener counts. */
  listen(listener: PlaceListener): void;
  /** Ends it, whatever it is doing; resolves when it is gone. */
  end(): Promise<void>;
  /** Ends it by force, without waiting. */
  kill(): void;
  /** It has ended and takes no more trials. */
  readonly gone: boolean;
  /** Does nothing run that its trials have started? */
  isAlone(): boolean;
  /** Does it keep this process from ending? */
  hold(held: boolean): void;
}

/** Who hears a place. */
export interface PlaceListener {
  message(message: FromObjective): void;
  gone(why: string): void;
}

/** How one trial is led. */
export interface Conduct {
  /** Milliseconds that the objective function has to end by itself after an abort. */
  readonly graceMs: number;
  /** Watches limits while the trial runs; calls back with the reason why it must end. Returns how to stop watching. */
  readonly watch?: (exceeded: (error: VernierError) => void) => () => void;
}

/** Runs one trial in a place and answers what it asks for. Whatever becomes of the place, the trial gets an outcome. */
export async function conduct(
  place: ObjectivePlace,
  task: Task,
  port: TaskPort,
  signal: AbortSignal,
  options: Conduct,
): Promise<Outcome> {
  const reports = new Set<Promise<void>>();
  const room = new NoteRoom();
  let cause: VernierError | null = null;
  let refused: VernierError | null = null;
  let grace: NodeJS.Timeout | undefined;
  const abort = (): void => {
    cause ??= new VernierError('worker-lost', 'The trial was ended because the study was stopped.');
    place.send({ type: 'abort' });
    grace = setTimeout(() => void place.end(), options.graceMs);
  };
  /** What the study refuses is the trial's fault, and must not be ours. */
  const attempt = (deal: () => void): void => {
    try {
      deal();
    } catch (error) {
      refused ??= errorOf(errorRecord(error));
    }
  };
  const unwatch = options.watch?.((error) => {
    cause ??= error;
    void place.end();
  });
  place.hold(true);
  const outcome = await new Promise<Outcome>((resolve) => {
    place.listen({
      message: (message) => {
        if (message.type === 'outcome')
          resolve(refused === null ? outcomeFrom(message.outcome) : { state: 'failed', error: refused });
        else if (message.type === 'report') track(reports, report(place, port, message));
        else attempt(() => answer(place, port, room, message));
      },
      gone: (why) => resolve({ state: 'failed', error: cause ?? new VernierError('objective-failed', why) }),
    });
    place.send({ type: 'run', task });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
  signal.removeEventListener('abort', abort);
  clearTimeout(grace);
  unwatch?.();
  await Promise.all(reports);
  place.hold(false);
  return outcome;
}

type Report = Extract<FromObjective, { type: 'report' }>;
type Said = Exclude<FromObjective, { type: 'outcome' | 'report' }>;

function track(reports: Set<Promise<void>>, report: Promise<void>): void {
  reports.add(report);
  void report.then(() => reports.delete(report));
}

async function report(place: ObjectivePlace, port: TaskPort, { call, score, step }: Report): Promise<void> {
  const ruling = await port.report(score, step).catch(errorRecord);
  place.send({ type: 'ruling', call, ruling });
}

function answer(place: ObjectivePlace, port: TaskPort, room: NoteRoom, said: Said): void {
  switch (said.type) {
    case 'suggest':
      return place.send({ type: 'suggested', value: suggested(port, room, said) });
    case 'constraint':
      port.setConstraint(said.key, said.value);
      return room.take('constraint', said.key);
    case 'attribute':
      port.setAttribute(said.key, said.value); // refuses what is no JSON
      return room.take('attribute', said.key, said.value);
    case 'checkpoint':
      return port.setCheckpoint(said.reference, said.step);
  }
}

function suggested(
  port: TaskPort,
  room: NoteRoom,
  { name, distribution }: Extract<FromObjective, { type: 'suggest' }>,
) {
  try {
    room.take('parameter', name);
    return port.suggest(name, distribution);
  } catch (error) {
    return errorRecord(error);
  }
}

function outcomeFrom(record: Extract<FromObjective, { type: 'outcome' }>['outcome']): Outcome {
  return record.state === 'failed' ? { state: 'failed', error: errorOf(record.error) } : record;
}

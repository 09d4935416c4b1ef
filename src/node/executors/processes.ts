import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import type { Executor } from '../../execution/executor.ts';
import { threadedWherePays } from '../threaded/threaded.ts';
import { attendedBoth, machineWatch } from '../machine.ts';
import { keepCheckpoints } from '../checkpoints/checkpoints.ts';
import type { EndableExecutor } from './endable-executor.ts';
import { entryArguments } from './entry.ts';
import { endGroup, requireGroups, signalGroup } from './group.ts';
import { ledger, MARK } from './ledger.ts';
import { type Limits, limitError, watchLimits } from './limits.ts';
import { objectivePath } from './objective-file.ts';
import type { FromObjective } from './objective-message.ts';
import type { ObjectivePlace, PlaceListener } from './objective-place.ts';
import { ObjectivePool, type Seat } from './objective-pool.ts';
import { type Log, openLog } from './log-file.ts';
import { outputTail } from './output.ts';
import { membersOf } from './process-table.ts';
import { bytesOf, hostResources, type LentSlot, sharedOut, type Slot, slotEnvironment } from './slots.ts';
import type { ThreadOptions } from './threads.ts';
import { retrying } from './retrying.ts';
import { LOG, TRIALS, trialPath } from './trial-folder.ts';

/** Options of `processes`. */
export interface ProcessOptions extends ThreadOptions {
  /** Shares of this host, one process each; instead of `count`. */
  readonly slots?: readonly Slot[];
  /** Of each process and what it starts: bytes, or with a unit such as `8GB`. Default: that of its slot. */
  readonly memoryLimit?: number | string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Record what trials use of the machine, as metrics `system/cpu` …; Linux alone. Default true. */
  readonly machine?: boolean;
  /** Bytes of a trial's log. Default 64 MiB. */
  readonly logLimit?: number;
}

interface ProcessPlace extends ObjectivePlace {
  readonly group: number;
  /** Where its output goes; null = nowhere. */
  log: Log | null;
}

interface ProcessSeat extends Seat<ProcessPlace> {
  readonly slot: LentSlot | null;
}

/**
 * An executor that runs the objective function of a file in processes of its own, which stay for the next trial.
 *
 * The file exports it as default, or as `objective`; TypeScript is fine. A crash costs its own trial only. What a trial
 * prints goes to `.vernier/trials/STUDY/NUMBER/output.log`; the folders `checkpoint` and
 * `artifacts` beside it are `trial.checkpoints` and `trial.artifacts`.
 *
 * @param file  path (from the working folder) or URL
 * @throws `config-invalid` where there is no such file, or the slots cannot be; on Windows always
 *
 * @example
 * await study.optimize(processes('./train.ts', { slots: [{ count: 2, cpus: 1, memory: '2GB' }] }), { trials: 100 });
 */
export function processes(file: string | URL, options: ProcessOptions = {}): EndableExecutor {
  requireGroups('processes()');
  const path = objectivePath(file);
  const slots = options.slots === undefined ? null : sharedOut(options.slots, hostResources());
  const places = slots ?? Array.from({ length: options.count ?? availableParallelism() }, () => null);
  const folder = options.folder ?? TRIALS;
  const machine = machineWatch(options.machine);
  const pool = new ObjectivePool(places.map((slot): ProcessSeat => ({ place: null, slot })));
  const run: Executor['run'] = (task, port, signal) =>
    pool.run(
      task,
      port,
      signal,
      (seat) => startProcess(path, options, seat.slot),
      (place, seat) => ({
        graceMs: options.graceMs ?? 10_000,
        watch(exceeded) {
          const limits = limitsOf(options, seat.slot);
          const unwatch = watched(place, trialPath(folder, task), limits, options, exceeded);
          const rest = machine.watch(task, place.group, seat.slot?.gpus ?? null);
          return () => {
            rest();
            unwatch();
          };
        },
      }),
    );
  return {
    capacity: pool.size,
    graceMs: options.graceMs ?? 10_000,
    identity: `processes: ${relative('.', path)}`,
    run: retrying(run, options.retries ?? 0, folder),
    attend: (study) => attendedBoth(machine, study, keepCheckpoints(study, folder, options.checkpoints)),
    hosted: threadedWherePays,
    kill: () => pool.kill(),
    close: () => pool.close(),
  };
}

function limitsOf(options: ProcessOptions, slot: LentSlot | null): Limits {
  return {
    timeLimitMs: options.timeLimitMs ?? null,
    memoryLimit: options.memoryLimit === undefined ? (slot?.memory ?? null) : bytesOf(options.memoryLimit),
  };
}

/** While a trial runs, its process is watched and what it prints goes to its log. */
function watched(
  place: ProcessPlace,
  folder: string,
  limits: Limits,
  options: ProcessOptions,
  exceeded: (error: ReturnType<typeof limitError>) => void,
): () => void {
  const log = openLog(join(folder, LOG), options.logLimit ?? 64 * 2 ** 20);
  place.log = log;
  const unwatch = watchLimits(place.group, limits, (what) => exceeded(limitError(what, limits)));
  return () => {
    unwatch();
    place.log = null;
    log.close();
  };
}

async function startProcess(path: string, options: ProcessOptions, slot: LentSlot | null): Promise<ProcessPlace> {
  const groups = await ledger();
  const child = spawn(process.execPath, [...entryArguments('process'), path], {
    detached: true,
    env: { ...process.env, ...options.env, ...slotEnvironment(slot), [MARK]: groups.mark },
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  if (child.pid === undefined) throw await new Promise<Error>((resolve) => child.once('error', resolve));
  const group = child.pid;
  groups.started(group);
  const errors = outputTail();
  let listener: PlaceListener | null = null;
  let gone = false;
  const closed = new Promise((resolve) => child.once('close', resolve));
  const ended = new Promise<void>((resolve) => {
    child.once('exit', async (code, signal) => {
      gone = true;
      await endGroup(group, 2_000);
      groups.ended(group);
      // What it printed last is still in the pipes; a process that left the group may hold them open.
      await Promise.race([closed, new Promise((wake) => setTimeout(wake, 500))]);
      const how = signal === null ? `with exit code ${code}` : `by the signal ${signal}`;
      const tail = errors.text();
      listener?.gone(`The trial's process ended ${how}${tail === '' ? '.' : `:\n${tail}`}`);
      resolve();
    });
  });
  const place: ProcessPlace = {
    group,
    log: null,
    get gone() {
      return gone;
    },
    send: (message) => {
      if (child.connected) child.send(message, () => {});
    },
    listen(next) {
      listener = next;
    },
    isAlone: () => membersOf(new Set([group])).every(({ pid }) => pid === group),
    async end() {
      place.hold(true); // an idle process does not keep us alive, but its end is waited for
      await endGroup(group, 2_000);
      await ended;
    },
    kill: () => signalGroup(group, 'SIGKILL'),
    hold(held) {
      const things = [child, child.channel!, child.stdout, child.stderr] as unknown as { ref(): void; unref(): void }[];
      for (const thing of things)
        if (held) thing?.ref();
        else thing?.unref();
    },
  };
  child.on('error', () => {});
  child.on('message', (message) => listener?.message(message as FromObjective));
  for (const [stream, isError] of [
    [child.stdout, false],
    [child.stderr, true],
  ] as const)
    (stream as Readable).on('data', (piece: Buffer) => {
      place.log?.write(piece);
      if (isError) errors.push(piece);
    });
  return place;
}

import {
  asBoolean,
  asList,
  asMap,
  asText,
  asWhole,
  asWord,
  child,
  fault,
  locating,
  onlyKeys,
  type Tree,
  type TreeMap,
  type Warning,
} from '../../space/file-tree.ts';
import { macroNote } from '../executors/arguments.ts';
import { hostResources, sharedOut } from '../executors/slots.ts';
import { type Budget, readBudget } from '../../config/budget.ts';
import type { CheckpointOptions } from '../checkpoints/checkpoints.ts';
import { asBytes, asPositive, asSeconds } from '../../config/units.ts';

/** What a config file says about running: the program, and how much of everything it may use. */
export interface ReadRun {
  readonly program: string | null;
  /** Words and macros; null = the default for the program. */
  readonly command: readonly string[] | null;
  readonly budget: Budget;
  readonly concurrency: number | null;
  /** What each trial has for itself; empty = not said. Memory in bytes. */
  readonly slots: readonly SlotOptions[];
  readonly limits: TrialLimits;
  /** What is kept of checkpoints; null = the default. */
  readonly checkpoints: CheckpointOptions | null;
  /** Is what trials use of the machine recorded? */
  readonly machine: boolean;
}

/** One kind of slot. */
export interface SlotOptions {
  readonly count?: number;
  readonly cpus?: number;
  readonly memory?: number;
  readonly gpus?: number;
}

/** What one trial may take. */
export interface TrialLimits {
  readonly seconds: number | null;
  /** Bytes. */
  readonly memory: number | null;
  /** How often a trial is tried again that failed, or whose worker died; null = not said. */
  readonly retries: number | null;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly grace: number | null;
}

/** The keys of running. @throws `config-invalid` */
export function readRun(map: TreeMap, warnings: Warning[] = []): ReadRun {
  const program = child(map, 'program');
  const command = child(map, 'command');
  const concurrency = child(map, 'concurrency');
  const machine = child(map, 'machine');
  return {
    program: program === undefined ? null : asText(program, 'program'),
    command: command === undefined ? null : readCommand(command, program !== undefined, warnings),
    budget: readBudget(map),
    concurrency: concurrency === undefined ? null : asWhole(concurrency, 'concurrency', 1),
    slots: readSlots(map),
    limits: readLimits(child(map, 'limits')),
    checkpoints: readCheckpoints(child(map, 'checkpoints')),
    machine: machine === undefined || asBoolean(machine, 'machine'),
  };
}

function readCommand(tree: Tree, hasProgram: boolean, warnings: Warning[]): readonly string[] {
  const { items, line } = asList(tree, 'command', '["${env}", "${interpreter}", "${program}", "${args}"]');
  const words = items.map((item) => {
    // W&B leaves the type of words open: `command: [train, 3]`.
    if (item.kind === 'scalar' && item.value !== null) return item.source ?? String(item.value);
    return asText(item, 'command: a word');
  });
  words.forEach((word, i) => {
    const message = macroNote(word);
    if (message !== null) warnings.push({ line: items[i]!.line, message });
  });
  if (words.length === 0)
    throw fault({ line }, 'command is empty.', 'Leave it out, or write [python, train.py, "${args}"].');
  if (words.includes('${program}') && !hasProgram)
    throw fault({ line }, 'command has ${program}, but the file names no program.', 'Add program: train.py.');
  return words;
}

function readSlots(map: TreeMap): readonly SlotOptions[] {
  const resources = child(map, 'resources');
  let tree = child(map, 'slots');
  if (resources !== undefined) {
    if (tree !== undefined) throw fault(resources, 'The file has both "slots" and "resources".', 'Keep one of them.');
    const inner = asMap(resources, 'resources', '{ slots: [{ count: 4, cpus: 2 }] }');
    onlyKeys(inner, ['slots'], 'resources');
    tree = child(inner, 'slots');
  }
  if (tree === undefined) return [];
  const slots = (tree.kind === 'list' ? tree.items : [tree]).map((item): SlotOptions => {
    const slot = asMap(item, 'A slot', '{ count: 4, cpus: 2, memory: 8GB, gpus: 0.5 }');
    onlyKeys(slot, ['count', 'cpus', 'memory', 'gpus'], 'A slot');
    const [count, cpus, memory, gpus] = ['count', 'cpus', 'memory', 'gpus'].map((key) => child(slot, key));
    return {
      ...(count === undefined ? {} : { count: asWhole(count, 'slots: count', 1) }),
      ...(cpus === undefined ? {} : { cpus: asPositive(cpus, 'slots: cpus') }),
      ...(memory === undefined ? {} : { memory: asBytes(memory, 'slots: memory') }),
      ...(gpus === undefined ? {} : { gpus: asPositive(gpus, 'slots: gpus') }),
    };
  });
  locating(tree, () => sharedOut(slots, hostResources())); // refuses what this host has not
  return slots;
}

function readCheckpoints(tree: Tree | undefined): CheckpointOptions | null {
  if (tree === undefined) return null;
  const map = asMap(tree, 'checkpoints', '{ limit: 10GB, keep: best }');
  onlyKeys(map, ['limit', 'keep'], 'checkpoints');
  const [limit, keep] = ['limit', 'keep'].map((key) => child(map, key));
  const isNumber = keep?.kind === 'scalar' && typeof keep.value === 'number';
  return {
    ...(limit === undefined ? {} : { limit: asBytes(limit, 'checkpoints: limit') }),
    ...(keep === undefined
      ? {}
      : {
          keep: isNumber
            ? asWhole(keep, 'checkpoints: keep', 0)
            : asWord(keep, ['best', 'all', 'none'] as const, 'checkpoints: keep'),
        }),
  };
}

function readLimits(tree: Tree | undefined): TrialLimits {
  if (tree === undefined) return { seconds: null, memory: null, retries: null, grace: null };
  const map = asMap(tree, 'limits', '{ time: 10m, memory: 4GB, retries: 1 }');
  onlyKeys(map, ['time', 'memory', 'retries', 'grace'], 'limits');
  const [time, memory, retries, grace] = ['time', 'memory', 'retries', 'grace'].map((key) => child(map, key));
  return {
    seconds: time === undefined ? null : asSeconds(time, 'limits: time'),
    memory: memory === undefined ? null : asBytes(memory, 'limits: memory'),
    retries: retries === undefined ? null : asWhole(retries, 'limits: retries', 0),
    grace: grace === undefined ? null : asSeconds(grace, 'limits: grace'),
  };
}

import { readdirSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { VernierError } from '../../errors.ts';

/** What one trial has for itself. */
export interface Slot {
  /** So many slots of this kind; default 1. */
  readonly count?: number;
  /** Processors; also told to numeric libraries (`OMP_NUM_THREADS`). */
  readonly cpus?: number;
  /** Bytes, or with a unit: `8GB`. A trial that uses more is ended. */
  readonly memory?: number | string;
  /** Devices; a fraction such as 0.5 puts several slots on one device. Told by `CUDA_VISIBLE_DEVICES`. */
  readonly gpus?: number;
}

/** What a host has to lend. */
export interface HostResources {
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  /** Names of the devices, as `CUDA_VISIBLE_DEVICES` knows them. */
  readonly gpus: readonly string[];
}

/** A slot as lent to one trial at a time. */
export interface LentSlot {
  readonly index: number;
  readonly cpus: number | null;
  /** Bytes. */
  readonly memory: number | null;
  /** null = not managed: the trial sees what there is. */
  readonly gpus: readonly string[] | null;
}

/** What this host has: processors, memory (of the container, where it is limited), devices. */
export function hostResources(): HostResources {
  const limit = process.constrainedMemory() ?? 0;
  const total = totalmem();
  return { cpus: availableParallelism(), memory: limit > 0 && limit < total ? limit : total, gpus: hostGpus() };
}

/**
 * Shares a host out. Fractions of a device are packed; whole devices are never shared.
 *
 * @throws `config-invalid` where the slots ask for more than the host has, with the numbers
 */
export function sharedOut(slots: readonly Slot[], host: HostResources): readonly LentSlot[] {
  const wanted = slots.flatMap((slot) => {
    const count = slot.count ?? 1;
    if (!Number.isInteger(count) || count < 1) throw invalid(`A slot has count ${count}; expected 1, 2, 3 …`);
    return Array.from({ length: count }, () => ({
      cpus: positive('cpus', slot.cpus),
      memory: slot.memory === undefined ? null : bytesOf(slot.memory),
      gpus: slot.gpus === undefined ? null : gpuShare(slot.gpus),
    }));
  });
  atMost('processors', sum(wanted.map((slot) => slot.cpus)), host.cpus, String);
  atMost('memory', sum(wanted.map((slot) => slot.memory)), host.memory, bytesText);
  const devices = devicesFor(
    wanted.map((slot) => slot.gpus),
    host.gpus,
  );
  return wanted.map((slot, index) => ({ index, cpus: slot.cpus, memory: slot.memory, gpus: devices[index]! }));
}

/** What a slot means for a program's environment. */
export function slotEnvironment(slot: LentSlot | null): Record<string, string> {
  const environment: Record<string, string> = {};
  if (slot !== null && slot.cpus !== null) environment.OMP_NUM_THREADS = String(Math.max(1, Math.floor(slot.cpus)));
  if (slot !== null && slot.gpus !== null) environment.CUDA_VISIBLE_DEVICES = slot.gpus.join(',');
  return environment;
}

/** Lends things to one user at a time, first come, first served. */
export class Lending<T> {
  readonly #free: T[];
  readonly #waiting: ((thing: T) => void)[] = [];

  constructor(things: readonly T[]) {
    this.#free = [...things];
  }

  /** Resolves when something is free. */
  take(): Promise<T> {
    const thing = this.#free.shift();
    if (thing !== undefined) return Promise.resolve(thing);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  give(thing: T): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.unshift(thing);
    else next(thing);
  }
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};

/**
 * A number of bytes, written as such or with a unit: `8GB` (10⁹), `512MiB` (2²⁰), `1e6`.
 *
 * @param what whose size it is, as errors begin
 * @throws `config-invalid`
 */
export function bytesOf(size: number | string, what = 'A memory size'): number {
  const [, number, unit] = /^\s*([0-9]+(?:\.[0-9]+)?(?:e\+?[0-9]+)?)\s*([a-z]*)\s*$/i.exec(String(size)) ?? [];
  const factor = UNITS[unit?.toUpperCase() ?? '?'];
  const bytes = Math.round(Number(number) * (factor ?? Number.NaN));
  if (!(bytes > 0 && Number.isFinite(bytes)))
    throw invalid(
      `${what} is ${typeof size === 'number' ? size : JSON.stringify(size)}; expected bytes, or a number with a unit such as "8GB" or "512MiB".`,
    );
  return bytes;
}

/** A number of bytes for a person. */
export function bytesText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(0)} MB` : `${bytes} bytes`;
}

/** First fit, whole devices before fractions, larger fractions before smaller ones. */
function devicesFor(shares: readonly (number | null)[], devices: readonly string[]): (readonly string[] | null)[] {
  const left = devices.map(() => 1);
  const given: (readonly string[] | null)[] = shares.map(() => null);
  const order = shares.map((share, i) => ({ share: share ?? 0, i })).sort((a, b) => b.share - a.share || a.i - b.i);
  for (const { share, i } of order) {
    if (shares[i] === null) continue;
    const each = Math.min(share, 1);
    const chosen: number[] = [];
    for (let d = 0; d < left.length && chosen.length < Math.ceil(share); d++)
      if (left[d]! >= each - 1e-9) chosen.push(d);
    if (chosen.length < Math.ceil(share))
      throw invalid(
        `The slots ask for ${sum(shares)} GPUs; this host has ${devices.length} (${devices.join(', ') || 'none'}).`,
        'Ask for fewer, or for fractions that fit on a device; CUDA_VISIBLE_DEVICES says which ones may be used.',
      );
    for (const d of chosen) left[d]! -= each;
    given[i] = chosen.map((d) => devices[d]!);
  }
  return given;
}

function hostGpus(): readonly string[] {
  const named = process.env.CUDA_VISIBLE_DEVICES;
  if (named !== undefined)
    return named
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && name !== '-1');
  try {
    return readdirSync('/proc/driver/nvidia/gpus').map((_, i) => String(i));
  } catch {
    return [];
  }
}

function gpuShare(gpus: number): number {
  if (gpus === 0 || (gpus > 0 && (gpus < 1 || Number.isInteger(gpus)))) return gpus;
  throw invalid(`A slot has gpus ${gpus}; expected a whole number, or a fraction below 1.`);
}

function positive(name: string, value: number | undefined): number | null {
  if (value === undefined || value > 0) return value ?? null;
  throw invalid(`A slot has ${name} ${value}; expected a number above 0.`);
}

function atMost(what: string, wanted: number, has: number, text: (value: number) => string): void {
  if (wanted <= has) return;
  throw invalid(
    `The slots ask for ${what}: ${text(wanted)}; this host has ${text(has)}.`,
    'Use fewer or smaller slots.',
  );
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce((total: number, value) => total + (value ?? 0), 0);
}

function invalid(message: string, hint = 'Correct the slots.'): VernierError {
  return new VernierError('config-invalid', message, { hint });
}

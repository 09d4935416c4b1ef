import { PAUSED } from '../../history/applied.ts';
import type { Json, Objective, TrialState } from '../../history/record.ts';
import { jsonValue } from '../../history/texts.ts';
import type { Choice, Distribution } from '../../space/distribution.ts';
import { pythonFloat, pythonJson } from './json.ts';

/** Optuna's names of the states. A paused trial is a WAITING one with the attribute `vernier:paused`, a removed one FAIL with `vernier:removed`. */
export const STATE_NAME: Readonly<Record<TrialState, string>> = {
  waiting: 'WAITING',
  running: 'RUNNING',
  paused: 'WAITING',
  complete: 'COMPLETE',
  pruned: 'PRUNED',
  failed: 'FAIL',
  removed: 'FAIL',
};

const STATE_OF: Readonly<Record<string, TrialState>> = {
  WAITING: 'waiting',
  RUNNING: 'running',
  COMPLETE: 'complete',
  PRUNED: 'pruned',
  FAIL: 'failed',
};

/** Our state of Optuna's; `mark` is the attribute that tells paused from waiting and removed from failed. */
export function stateOf(name: string, mark: string | null): TrialState {
  if (mark === REMOVED && name === 'FAIL') return 'removed';
  if (mark === PAUSED && name === 'WAITING') return 'paused';
  return STATE_OF[name] ?? 'failed';
}

/** Trial attribute of a removed trial, which stays as an empty failed one: Optuna numbers trials by counting them. */
export const REMOVED = 'vernier:removed';
/** Trial attribute: objective values of which some are NaN, which Optuna's own table cannot hold. */
export const VALUES = 'vernier:values';
/** Prefix of trial attributes: a report of several objectives, by step. */
export const REPORT = 'vernier:report:';
/** Optuna's list of constraint values, read by its versions up to 4; 5 adds it to the named ones under `0`, `1` …, where feasibility stays the same. */
export const CONSTRAINTS = 'constraints';
/** Prefix of Optuna 5's named constraints. */
export const CONSTRAINT = 'constraints:';
/** Optuna's study attribute of objective names. */
export const METRIC_NAMES = 'study:metric_names';

// ── distributions ──

const texts = new WeakMap<Distribution, string>();

/** Optuna's JSON of a distribution; what came from a text gives that text again. */
export function distributionText(distribution: Distribution): string {
  let text = texts.get(distribution);
  if (text === undefined) {
    text = encoded(distribution);
    texts.set(distribution, text);
  }
  return text;
}

function encoded(distribution: Distribution): string {
  switch (distribution.kind) {
    case 'float': {
      const { low, high, log, step } = distribution;
      const stepText = step === null ? 'null' : pythonFloat(step);
      return `{"name": "FloatDistribution", "attributes": {"step": ${stepText}, "low": ${pythonFloat(low)}, "high": ${pythonFloat(high)}, "log": ${log}}}`;
    }
    case 'int': {
      const { low, high, log, step } = distribution;
      return `{"name": "IntDistribution", "attributes": {"log": ${log}, "step": ${step}, "low": ${low}, "high": ${high}}}`;
    }
    case 'categorical': {
      // Optuna looks at `name` and `attributes` only, so the word it does not have stands beside them.
      const ordered = distribution.ordered ? ', "ordered": true' : '';
      return `{"name": "CategoricalDistribution", "attributes": {"choices": ${pythonJson(distribution.choices)}}${ordered}}`;
    }
  }
}

/** The distribution of Optuna's JSON, names from before version 3 included. @throws SyntaxError for other text. */
export function distributionOf(text: string): Distribution {
  const distribution = Object.freeze(decoded(text));
  texts.set(distribution, text);
  return distribution;
}

function decoded(text: string): Distribution {
  const parsed = jsonValue(text) as {
    readonly name?: string;
    readonly attributes?: Attributes;
    readonly ordered?: boolean;
  };
  const { low = 0, high = 0, log = false, step = null, q = 1, choices = [] } = parsed.attributes ?? {};
  switch (parsed.name) {
    case 'FloatDistribution':
      return { kind: 'float', low, high, log, step };
    case 'UniformDistribution':
      return { kind: 'float', low, high, log: false, step: null };
    case 'LogUniformDistribution':
      return { kind: 'float', low, high, log: true, step: null };
    case 'DiscreteUniformDistribution':
      return { kind: 'float', low, high, log: false, step: q };
    case 'IntDistribution':
    case 'IntUniformDistribution':
      return { kind: 'int', low, high, log, step: step ?? 1 };
    case 'IntLogUniformDistribution':
      return { kind: 'int', low, high, log: true, step: 1 };
    case 'CategoricalDistribution':
      return { kind: 'categorical', choices: Object.freeze(choices.map(choiceOf)), ordered: parsed.ordered === true };
    default:
      throw new SyntaxError(`Unknown distribution: ${text.slice(0, 200)}`);
  }
}

interface Attributes {
  readonly low?: number;
  readonly high?: number;
  readonly log?: boolean;
  readonly step?: number | null;
  readonly q?: number;
  readonly choices?: readonly Json[];
}

/** Optuna lets lists and maps through as choices; they are known by their text here. */
function choiceOf(value: Json): Choice {
  return typeof value === 'object' && value !== null ? pythonJson(value) : value;
}

/** Remembers distributions by text: a hundred thousand trials share a handful of them. */
export class DistributionReader {
  readonly #byText = new Map<string, Distribution>();
  readonly #newest = new Map<string, { readonly text: string; readonly distribution: Distribution }>();

  /** The distribution of a parameter's text. */
  read(name: string, text: string): Distribution {
    // The same name mostly comes with the same text: comparing is cheaper than hashing it.
    const newest = this.#newest.get(name);
    if (newest !== undefined && newest.text === text) return newest.distribution;
    let distribution = this.#byText.get(text);
    if (distribution === undefined) {
      distribution = distributionOf(text);
      this.#byText.set(text, distribution);
    }
    this.#newest.set(name, { text, distribution });
    return distribution;
  }
}

// ── numbers with a type beside them ──

/** Optuna's two columns of a value: NULL and a word where the number is not finite. */
export function valueColumns(value: number): readonly [number | null, string] {
  if (Number.isFinite(value)) return [value, 'FINITE'];
  if (Number.isNaN(value)) return [null, 'NAN'];
  return [null, value > 0 ? 'INF_POS' : 'INF_NEG'];
}

/** The number of Optuna's two columns. */
export function valueOf(value: number | null, type: string): number {
  if (type === 'INF_POS') return Number.POSITIVE_INFINITY;
  if (type === 'INF_NEG') return Number.NEGATIVE_INFINITY;
  return value ?? Number.NaN;
}

// ── long attributes ──

/** Is it a key whose texts may grow with the study (`vernier:seen`, `vernier:seen@3`, `vernier:notes`)? They are cut into pieces of at most 2,045 characters. */
export function isChunked(key: string): boolean {
  return key.startsWith('vernier:') && /^vernier:(seen|notes)(@\d+)?$/.test(key);
}

const LIMIT = 2045;
const PIECE = 1021; // a piece is stored as a JSON string, where each character may need a backslash: 2 · 1021 + 2 < 2,045

/**
 * An attribute's rows: one, or for a long `vernier:seen` or `vernier:notes` a piece each under the key, `key:1`, `key:2` …
 * Pieces are JSON strings, since Optuna parses every attribute by itself.
 */
export function attributeRows(key: string, value: Json): readonly (readonly [key: string, json: string])[] {
  const text = pythonJson(value);
  if (!isChunked(key) || (text.length <= LIMIT && typeof value !== 'string')) return [[key, text]];
  const rows: [string, string][] = [];
  for (let i = 0; i * PIECE < text.length; i++)
    rows.push([i === 0 ? key : `${key}:${i}`, pythonJson(text.slice(i * PIECE, (i + 1) * PIECE))]);
  return rows;
}

/** The chunked key and the position that a row's key belongs to, or null. */
export function chunkOf(key: string): readonly [key: string, index: number] | null {
  if (!key.startsWith('vernier:')) return null;
  if (isChunked(key)) return [key, 0];
  const colon = key.lastIndexOf(':');
  const base = key.slice(0, colon);
  return isChunked(base) && /^[1-9]\d*$/.test(key.slice(colon + 1)) ? [base, Number(key.slice(colon + 1))] : null;
}

// ── objectives ──

/** Objective names of a study: Optuna's list where there is one, else `value`, or `values_0`, `values_1` … as in its data frames. */
export function objectivesOf(directions: readonly string[], names: Json | undefined): readonly Objective[] {
  const given = Array.isArray(names) && names.length === directions.length ? (names as readonly Json[]) : null;
  return directions.map((direction, i) => ({
    name: given === null ? (directions.length === 1 ? 'value' : `values_${i}`) : String(given[i]),
    direction: direction === 'MAXIMIZE' ? 'maximize' : 'minimize',
  }));
}

import type { Choice, Distribution } from '../space/distribution.ts';
import { bare, type Change, type Json, type TrialRecord } from '../history/record.ts';
import { jsonText, jsonValue } from '../history/texts.ts';
import type { z } from 'zod';
import type { change, distribution, trialRecord, wireNumber } from './messages.ts';

// Changes as plain JSON, and back, exactly. No package is loaded here: clients use it as it is.

/** A number on the wire. */
export type WireNumber = z.infer<typeof wireNumber>;
/** A change on the wire. */
export type WireChange = z.infer<typeof change>;
type WireTrial = z.infer<typeof trialRecord>;
type WireDistribution = z.infer<typeof distribution>;
type WireChoice = Extract<WireDistribution, { kind: 'categorical' }>['choices'][number];

/** A number as JSON has it: what is not finite becomes a text. */
export const toWireNumber = (value: number): WireNumber =>
  Number.isFinite(value) ? value : (String(value) as WireNumber);

const fromWireNumber = (value: WireNumber): number => Number(value);

/** A change as plain JSON. */
export function toWire(change: Change): WireChange {
  switch (change.type) {
    case 'trial':
      return { type: 'trial', trial: trialToWire(change.trial) };
    case 'suggested':
      return { ...change, distribution: distributionToWire(change.distribution) };
    case 'reported':
      return { ...change, values: change.values.map(toWireNumber) };
    case 'logged':
      return { ...change, metrics: mapped(change.metrics, toWireNumber) };
    case 'constrained':
      return { ...change, value: toWireNumber(change.value) };
    case 'attributed': {
      const { value, ...rest } = change;
      return { ...rest, json: jsonText(value) };
    }
    case 'finished':
      return { ...change, values: change.values === null ? null : change.values.map(toWireNumber) };
    default:
      return change;
  }
}

/** The change of its JSON. What comes from elsewhere is trusted to have the form of `WireChange`. */
export function fromWire(wire: WireChange): Change {
  switch (wire.type) {
    case 'trial':
      return { type: 'trial', trial: trialFromWire(wire.trial) };
    case 'suggested':
      return { ...wire, distribution: distributionFromWire(wire.distribution) };
    case 'reported':
      return { ...wire, values: wire.values.map(fromWireNumber) };
    case 'logged':
      return { ...wire, metrics: mapped(wire.metrics, fromWireNumber) };
    case 'constrained':
      return { ...wire, value: fromWireNumber(wire.value) };
    case 'attributed': {
      const { json, ...rest } = wire;
      return { ...rest, value: jsonValue(json) };
    }
    case 'finished':
      return { ...wire, values: wire.values === null ? null : wire.values.map(fromWireNumber) };
    default:
      return wire;
  }
}

function trialToWire(trial: TrialRecord): WireTrial {
  return {
    ...trial,
    params: mapped(trial.params, ({ distribution, internal }) => ({
      distribution: distributionToWire(distribution),
      internal,
    })),
    values: trial.values === null ? null : trial.values.map(toWireNumber),
    reports: trial.reports.map(([step, values]) => [step, values.map(toWireNumber)]),
    metrics: mapped(trial.metrics, (series) => series.map(([step, value]) => [step, toWireNumber(value)])),
    constraints: mapped(trial.constraints, toWireNumber),
    userAttributes: mapped(trial.userAttributes, jsonText),
    systemAttributes: mapped(trial.systemAttributes, jsonText),
  };
}

function trialFromWire(trial: WireTrial): TrialRecord {
  return {
    ...trial,
    params: mapped(trial.params, ({ distribution, internal }) => ({
      distribution: distributionFromWire(distribution),
      internal,
    })),
    values: trial.values === null ? null : trial.values.map(fromWireNumber),
    reports: trial.reports.map(([step, values]) => [step, values.map(fromWireNumber)] as const),
    metrics: mapped(trial.metrics, (series) => series.map(([step, value]) => [step, fromWireNumber(value)] as const)),
    constraints: mapped(trial.constraints, fromWireNumber),
    userAttributes: mapped<string, Json>(trial.userAttributes, jsonValue),
    systemAttributes: mapped<string, Json>(trial.systemAttributes, jsonValue),
  };
}

/** A distribution as plain JSON: choices that are no finite numbers are kept apart from texts. */
export function distributionToWire(distribution: Distribution): WireDistribution {
  if (distribution.kind !== 'categorical') return distribution;
  return {
    ...distribution,
    choices: distribution.choices.map(
      (choice): WireChoice =>
        typeof choice === 'number' && !Number.isFinite(choice) ? { number: toWireNumber(choice) } : choice,
    ),
  };
}

function distributionFromWire(wire: WireDistribution): Distribution {
  if (wire.kind !== 'categorical') return wire;
  return {
    ...wire,
    choices: wire.choices.map(
      (choice): Choice => (typeof choice === 'object' && choice !== null ? fromWireNumber(choice.number) : choice),
    ),
  };
}

/** An object's values, changed; `__proto__` is a key like another. */
function mapped<A, B>(entries: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  const made = bare<B>();
  for (const key of Object.keys(entries)) made[key] = change(entries[key]!);
  return made;
}

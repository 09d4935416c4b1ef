import { compareHistories, costChart, edfChart, importance } from 'vernier/analysis';
import type { History } from '../../../../src/history/history.ts';
import type { SearchSpace } from '../../../../src/space/nodes.ts';
import type { BestOf, Comparison, Course, ImportanceOf } from './messages.ts';

/** A study to compare. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly history: History;
  /** null = none was declared. */
  readonly space: SearchSpace | null;
}

/** Sets studies side by side, in their order. @param objective a name that all of them have; null = the first of each */
export function compared(members: readonly Member[], objective: string | null): Comparison | null {
  if (members.length === 0) return null;
  const named = objective === null ? undefined : objective;
  const edf = edfChart(members, named === undefined ? {} : { objective: named });
  return {
    objective: edf.objective,
    histories: compareHistories(members, named),
    courses: members.map((member) => courseOf(member, named)),
    edf,
    bests: members.map((member) => bestOf(member, named)),
    importances: members.map((member) => importanceOf(member, named)),
  };
}

function courseOf({ name, history }: Member, objective: string | undefined): Course {
  const { instants, seconds, incumbent, total } = costChart(history, objective === undefined ? {} : { objective });
  let start = Number.POSITIVE_INFINITY;
  for (let row = 0; row < history.size; row++) if (history.startedAt[row]! < start) start = history.startedAt[row]!;
  const end = instants.reduce((most, at) => (at > most ? at : most), Number.NEGATIVE_INFINITY);
  const records: number[] = [];
  incumbent.forEach((value, i) => {
    if (!Number.isNaN(value) && value !== incumbent[i - 1]) records.push(i);
  });
  const at = (i: number): number => (instants[i]! - start) / 1000;
  return {
    name,
    times: Float64Array.from(records, at),
    costs: Float64Array.from(records, (i) => seconds[i]!),
    values: Float64Array.from(records, (i) => incumbent[i]!),
    end: { time: Number.isFinite(end - start) ? (end - start) / 1000 : 0, cost: total.seconds },
  };
}

function bestOf(member: Member, objective: string | undefined): BestOf {
  const [chart] = compareHistories([member], objective);
  const { records, incumbent, trials } = chart!;
  const value = incumbent.at(-1);
  const { id, name, history } = member;
  return {
    id,
    name,
    best: records.length === 0 ? null : { trial: records.at(-1)!, value: value! },
    trials: trials.length,
    seconds: costChart(history).total.seconds,
  };
}

function importanceOf({ id, name, history, space }: Member, objective: string | undefined): ImportanceOf {
  try {
    return {
      id,
      name,
      importance: importance(history, space, objective === undefined ? {} : { objective }),
      reason: null,
    };
  } catch (error) {
    return { id, name, importance: null, reason: error instanceof Error ? error.message : String(error) };
  }
}

import type { Params, TaskParam } from '../harness/task.ts';

/** A uniformly random configuration, as random search draws it: branches first, then what exists below them. */
export function randomParams(params: readonly TaskParam[], random: () => number): Params {
  const chosen: Record<string, unknown> = {};
  for (const param of params) {
    const exists = Object.entries(param.when ?? {}).every(
      ([parent, values]) => parent in chosen && values.includes(chosen[parent] as string | number),
    );
    if (exists) chosen[param.name] = draw(param, random);
  }
  return chosen;
}

function draw(param: TaskParam, random: () => number): unknown {
  switch (param.kind) {
    case 'float': {
      const x = within(param.low, param.high, param.log, random());
      return param.step === undefined ? x : param.low + param.step * Math.floor((x - param.low) / param.step + 0.5);
    }
    case 'int':
      return Math.min(
        param.high,
        Math.max(param.low, Math.round(within(param.low - 0.5, param.high + 0.5, param.log, random()))),
      );
    case 'categorical':
      return param.choices[Math.floor(random() * param.choices.length)];
    case 'permutation':
      return shuffled(param.size, random);
    case 'subset':
      return shuffled(param.size, random)
        .slice(0, Math.floor(random() * (param.max + 1)))
        .sort((a, b) => a - b);
    case 'simplex': {
      const raw = param.parts.map(() => -Math.log(random()));
      const sum = raw.reduce((a, b) => a + b, 0);
      return Object.fromEntries(param.parts.map((part, i) => [part, raw[i]! / sum]));
    }
  }
}

function within(low: number, high: number, log: boolean | undefined, u: number): number {
  return log ? Math.exp(Math.log(low) + u * (Math.log(high) - Math.log(low))) : low + u * (high - low);
}

function shuffled(size: number, random: () => number): number[] {
  const items = Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}

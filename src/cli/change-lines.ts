import type { HealthChange } from '../analysis/health/finding.ts';
import { changedSpace } from '../analysis/health/change.ts';
import { writeSpace } from '../space/file.ts';
import type { SearchSpace } from '../space/space.ts';
import { visible } from './text.ts';

/** The line of a config file, and the command, that make a change: to be copied; none where no setting makes it. `tune.yaml` stands for the user's file. */
export function changeLines(space: SearchSpace | null, change: HealthChange): readonly string[] {
  switch (change.type) {
    case 'range':
      return [...parameterLines(space, change), 'vernier run tune.yaml --accept-changes'];
    case 'forbid':
      return [
        ...change.choices.map(
          (choice) => `constraints: - { forbidden: { ${inYaml(change.parameter)}: ${inYaml(choice)} } }`,
        ),
        'vernier run tune.yaml --accept-changes',
      ];
    case 'limits':
      return [`vernier run tune.yaml ${flags(change.limits)}`];
    case 'duplicates':
      return [`duplicates: ${change.duplicates}`, 'vernier run tune.yaml --accept-changes'];
    case 'pruner':
      return [
        `pruner: { name: ${change.name}, ${Object.entries(change.options)
          .map(([key, value]) => `${key}: ${value}`)
          .join(', ')} }`,
        'vernier run tune.yaml --accept-changes',
      ];
    case 'program':
      return [];
  }
}

const FLAGS = {
  confirm: '--confirm',
  concurrency: '--concurrency',
  trials: '--trials',
  noImprovement: '--patience',
} as const;

function flags(limits: Extract<HealthChange, { type: 'limits' }>['limits']): string {
  return (Object.keys(FLAGS) as (keyof typeof FLAGS)[])
    .filter((key) => limits[key] !== undefined)
    .map((key) => `${FLAGS[key]} ${limits[key]}`)
    .join(' ');
}

/** `lr: { distribution: log_uniform_values, min: 0.00001, max: 1 }`, as the file has it; nothing where no space is declared. */
function parameterLines(
  space: SearchSpace | null,
  change: Extract<HealthChange, { type: 'range' }>,
): readonly string[] {
  if (space === null) return [`${inYaml(change.parameter)}: from ${change.low} to ${change.high}`];
  const { parameters } = writeSpace(changedSpace(space, change)) as { readonly parameters: unknown };
  const found = Array.isArray(parameters)
    ? (parameters as { readonly name?: unknown }[]).filter(({ name }) => name === change.parameter)
    : [(parameters as Readonly<Record<string, unknown>>)[change.parameter]];
  return found.map((form) => {
    const entries = Object.entries(form as object).filter(([key]) => key !== 'name');
    return `${inYaml(change.parameter)}: { ${entries.map(([key, value]) => `${key}: ${inYaml(value)}`).join(', ')} }`;
  });
}

/** Plain words stand as they are, everything else as JSON, which YAML reads, too. */
const inYaml = (value: unknown): string =>
  typeof value === 'string' && /^[a-z_][\w.-]*$/i.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value)
    ? value
    : visible(JSON.stringify(value));

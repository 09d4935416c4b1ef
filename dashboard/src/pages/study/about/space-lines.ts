import type { StudyDetail } from 'vernier/client';
import type { Distribution } from '../../../../../src/space/distribution.ts';
import { spaceFromJson } from '../../../../../src/space/file.ts';
import { type Condition, isComposite, type ParamGroup, type SearchSpace } from '../../../../../src/space/space.ts';
import { aboutWords as words } from '../../../words/about.ts';
import { choiceOf, type WireDistribution } from '../../trial/place.ts';

/** A parameter in words. */
export interface ParameterLine {
  /** Names may stand in several branches: this one tells them apart. */
  readonly key: string;
  readonly name: string;
  /** What it may be. */
  readonly range: string;
  /** When there is such a parameter; null = always. */
  readonly when: string | null;
}

/** A search space in words. */
export interface SpaceLines {
  /** false: no space was declared, or its form is of another version; these are the parameters that trials had. */
  readonly isDeclared: boolean;
  readonly parameters: readonly ParameterLine[];
  readonly constraints: number;
}

/** What a study searches, parameter by parameter. */
export function spaceLines({ space, parameters }: Pick<StudyDetail, 'space' | 'parameters'>): SpaceLines {
  const declared = declaredOf(space);
  if (declared === null)
    return {
      isDeclared: false,
      parameters: parameters.map(({ name, distribution }) => ({
        key: name,
        name,
        range: rangeText(distribution),
        when: null,
      })),
      constraints: 0,
    };
  return {
    isDeclared: true,
    parameters: declared.groups.map((group) => lineOf(declared, group)),
    constraints: declared.constraints.length,
  };
}

function declaredOf(space: unknown): SearchSpace | null {
  if (space === null || space === undefined) return null;
  try {
    return spaceFromJson(space as Parameters<typeof spaceFromJson>[0]);
  } catch {
    return null; // of another version
  }
}

function lineOf(space: SearchSpace, { name, parameter, nodes }: ParamGroup): ParameterLine {
  const { when } = space.nodes[nodes[0]!]!;
  return {
    key: `${name} ${nodes[0]}`,
    name,
    range: isComposite(parameter) ? words.composite(parameter.kind, parameter.items) : rangeText(parameter),
    when: when.length === 0 ? null : words.where(when.map((condition) => conditionText(space, condition))),
  };
}

function conditionText(space: SearchSpace, { node, choices }: Condition): string {
  const { name, distribution } = space.nodes[node]!;
  const named = distribution.kind === 'categorical' ? choices.map((choice) => distribution.choices[choice]!) : choices;
  return words.is(name, named);
}

function rangeText(distribution: Distribution | WireDistribution): string {
  if (distribution.kind === 'categorical')
    return words.choices(distribution.choices.map(choiceOf), distribution.ordered === true);
  return words.range(distribution);
}

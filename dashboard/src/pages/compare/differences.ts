import type { StudyDetail } from 'vernier/client';
import { spaceFromJson } from '../../../../src/space/file.ts';
import {
  namedText,
  objectiveDifferences,
  setupDifferences,
  spaceDifferences,
} from '../../../../src/study/opening/differences.ts';
import type { Setup } from '../../../../src/study/opening/setup.ts';
import { compareWords as words } from '../../words/compare.ts';

/** What differs between two studies, a sentence each: objectives, space, and how they search. */
export function differences(first: StudyDetail, other: StudyDetail): readonly string[] {
  return [
    ...objectiveDifferences(first.objectives, other.objectives),
    ...spaceDifferences(spaceOf(first), spaceOf(other)),
    ...ways(first.setup as Setup | null, other.setup as Setup | null),
  ];
}

function spaceOf({ space }: StudyDetail) {
  if (space === null || space === undefined) return null;
  try {
    return spaceFromJson(space as Parameters<typeof spaceFromJson>[0]);
  } catch {
    return null; // of another version
  }
}

function ways(first: Setup | null, other: Setup | null): readonly string[] {
  if (first === null || other === null) return first === other ? [] : [words.noSetup];
  const said = (what: string, a: string, b: string) => (a === b ? [] : [`${what}: ${a} → ${b}`]);
  return [
    ...setupDifferences(first, other),
    ...said(words.pruner, prunerText(first), prunerText(other)),
    ...said(words.budget, String(first.budget ?? words.nothing), String(other.budget ?? words.nothing)),
    ...said(words.seed, String(first.seed), String(other.seed)),
  ];
}

function prunerText({ pruner }: Setup): string {
  return pruner === null ? words.nothing : namedText(pruner);
}

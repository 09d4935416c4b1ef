import type { Json } from '../history/record.ts';

/** A file that Optuna, or its dashboard, keeps for a trial. */
export interface OptunaArtifact {
  /** Its name in Optuna's store. */
  readonly id: string;
  readonly filename: string;
}

type Attributes = Readonly<Record<string, Json>>;

/** What Optuna notes of a trial's artifacts: with the trial (`artifacts:ID`), and of its dashboard with the study (`dashboard:artifacts:TRIAL:ID`). */
export function optunaArtifacts(study: Attributes, trial: Attributes, trialId: number): readonly OptunaArtifact[] {
  const found = new Map<string, OptunaArtifact>();
  for (const [attributes, prefix] of [
    [study, `dashboard:artifacts:${trialId}:`],
    [trial, 'artifacts:'],
  ] as const)
    for (const key of Object.keys(attributes)) {
      const noted = key.startsWith(prefix) ? artifactOf(attributes[key]!) : null;
      if (noted !== null) found.set(noted.id, noted);
    }
  return [...found.values()];
}

/** Notes are JSON in a text; what is not of that form was written by somebody else. */
function artifactOf(noted: Json): OptunaArtifact | null {
  try {
    const { artifact_id: id, filename } = (typeof noted === 'string' ? JSON.parse(noted) : noted) as Record<
      string,
      unknown
    >;
    return typeof id === 'string' && typeof filename === 'string' ? { id, filename } : null;
  } catch {
    return null;
  }
}

import { VernierError } from '../errors.ts';

/** The refusal of a second study of one name. */
export function studyExists(name: string): VernierError {
  return new VernierError('study-exists', `Study ${JSON.stringify(name)} exists.`, {
    details: { name },
    hint: `Pass a new name, or open it with openStudy(${JSON.stringify(name)}).`,
  });
}

/** The refusal of a study that is not there. */
export function studyMissing(study: number): VernierError {
  return new VernierError('study-missing', `There is no study with id ${study}.`, {
    details: { study },
    hint: 'It was deleted, or belongs to another storage.',
  });
}

/** The refusal of a change to a trial that a study does not have. */
export function trialMissing(id: number, study: number): VernierError {
  return new VernierError('trial-missing', `Study ${study} has no trial with id ${id}.`, {
    details: { id, study },
    hint: 'It was removed, or belongs to another study: read the study again.',
  });
}

/** The refusal of a change to a trial that has reached an end. */
export function trialFinished(id: number, number: number, state: string): VernierError {
  return new VernierError('trial-finished', `Trial ${number} is ${state}; a finished trial cannot change.`, {
    details: { id, number, state },
    hint: 'Remove it, or start a new trial.',
  });
}

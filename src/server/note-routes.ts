import { note, noteEdit } from '../wire/messages.ts';
import { type Note, Notes } from './notes.ts';
import { jsonAnswer, noTrial } from './refusal.ts';
import { type App, audited, given, type Parts, route, studyOf } from './route.ts';
import { studyParams, trialParams } from './study-routes.ts';

/** Adds notes on studies and trials; of trials that have ended, too. */
export function addNoteRoutes(app: App, parts: Parts): void {
  const notes = new Notes(parts.archive);

  route(
    app,
    {
      method: 'put',
      path: '/api/studies/{id}/note',
      says: 'Write the note on a study (Markdown), made from its present version.',
      scope: 'write',
      params: studyParams,
      body: noteEdit,
      answer: note,
    },
    async (c) => {
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      const edit: Note = given(c, 'json', noteEdit);
      const what = { action: 'note', study: study.record.name, detail: `version ${edit.version + 1}` };
      const made = await audited(c, parts, what, () => notes.write(study.record, null, edit));
      await study.refreshRecord();
      return jsonAnswer(made);
    },
  );

  route(
    app,
    {
      method: 'put',
      path: '/api/studies/{id}/trials/{number}/note',
      says: 'Write the note on a trial (Markdown), made from its present version.',
      scope: 'write',
      params: trialParams,
      body: noteEdit,
      answer: note,
    },
    async (c) => {
      const { id, number } = given(c, 'param', trialParams);
      const study = await studyOf(c, parts, id);
      const { history } = study;
      if (number >= history.size || history.state(number) === 'removed') throw noTrial(number);
      const trialId = history.record(number).id;
      const edit: Note = given(c, 'json', noteEdit);
      const what = { action: 'note', study: study.record.name, trial: number, detail: `version ${edit.version + 1}` };
      const made = await audited(c, parts, what, () => notes.write(study.record, trialId, edit));
      await study.refreshRecord();
      return jsonAnswer(made);
    },
  );
}

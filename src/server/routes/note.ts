import type { Context } from 'hono';
import { note, noteEdit } from '../../wire/messages.ts';
import type { FollowedStudy } from '../followed-study.ts';
import { type Note, Notes } from '../notes.ts';
import { jsonAnswer, noTrial } from '../refusal.ts';
import { type App, type Env, given, journaled, type Parts, route, studyOf } from './route.ts';
import { studyParams, trialParams } from './study.ts';

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
      return jsonAnswer(await written(c, study, null, given(c, 'json', noteEdit)));
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
      return jsonAnswer(await written(c, study, number, given(c, 'json', noteEdit)));
    },
  );

  async function written(c: Context<Env>, study: FollowedStudy, trial: number | null, edit: Note): Promise<Note> {
    const trialId = trial === null ? null : study.history.record(trial).id;
    const tells = ({ before }: { readonly before: string }) => ({ before });
    const what = { action: 'write-note', trial, detail: `version ${edit.version + 1}`, tells } as const;
    const { note } = await journaled(c, parts, study, what, () => notes.write(study.record, trialId, edit));
    return note;
  }
}

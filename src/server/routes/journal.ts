import { z } from 'zod';
import { journal } from '../../wire/steering.ts';
import { type JournalEntry, journalOf } from '../journal.ts';
import { isGuest } from '../access/principal.ts';
import { jsonAnswer, Refusal } from '../refusal.ts';
import { type App, given, journaled, type Parts, route, studyOf } from './route.ts';
import { studyParams } from './study.ts';
import { isUndoable, undo } from '../undo.ts';

const changeParams = studyParams.extend({ n: z.coerce.number().int().min(1) });
const done = z.object({ done: z.literal(true) }).meta({ id: 'Done' });

/** Adds the journal of a study, and what takes changes back. */
export function addJournalRoutes(app: App, parts: Parts): void {
  const { archive, ports } = parts;
  let turn: Promise<unknown> = Promise.resolve();
  /** One after the other: of two people who take the same change back, the second is told. */
  const inTurn = (work: () => Promise<Response>): Promise<Response> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  route(
    app,
    {
      method: 'get',
      path: '/api/studies/{id}/changes',
      says: 'The last hundred changes that were made through a server, the newest first.',
      scope: 'read',
      params: studyParams,
      answer: journal,
    },
    async (c) => {
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      await study.refreshRecord();
      const isHidden = isGuest(c.get('principal'));
      const changes = journalOf(study.record).map((entry) => ({
        ...entry,
        detail: isHidden && entry.action === 'run' ? null : entry.detail, // where it lies
        undoable: isUndoable(entry),
      }));
      return jsonAnswer({ changes });
    },
  );

  route(
    app,
    {
      method: 'post',
      path: '/api/studies/{id}/changes/{n}/undo',
      says: 'Take a change back, where that can be.',
      scope: 'write',
      params: changeParams,
      answer: done,
    },
    (c) =>
      inTurn(async () => {
        const { id, n } = given(c, 'param', changeParams);
        const study = await studyOf(c, parts, id);
        await study.refreshRecord();
        const known = journalOf(study.record);
        const entry = known.find((one) => one.n === n);
        if (entry === undefined)
          throw new Refusal(404, 'not-found', `There is no change ${n} of this study, or it is no longer kept.`);
        const { who } = c.get('principal');
        await journaled(
          c,
          parts,
          study,
          { action: 'undo', trial: entry.trial, key: String(n), detail: said(entry) },
          async () => {
            await undo({ archive, study }, entry, known);
            await parts.journal.mark(study.record, entry, who, ports.clock.instant()).catch(() => undefined);
          },
        );
        return jsonAnswer({ done: true });
      }),
  );
}

const said = ({ n, action, detail }: JournalEntry): string =>
  `undid change ${n} (${action}${detail === null ? '' : `: ${detail}`})`.slice(0, 1000);

import { LIMITS, limitsOn } from '../../study/shared/set-limits.ts';
import { SPACE } from '../../study/opening/setup.ts';
import { settings, spaceChanges, spacePreview } from '../../wire/steering.ts';
import { studyLimits } from '../../wire/messages.ts';
import { jsonAnswer } from '../refusal.ts';
import { type App, given, journaled, type Parts, route, studyOf } from './route.ts';
import { changeSpace, differencesOf, previewSpace } from '../space-steering.ts';
import { setLimits } from '../steering.ts';
import { studyParams } from './study.ts';

/** Adds what can be set of a study that runs: its limits and its space. */
export function addSettingsRoutes(app: App, parts: Parts): void {
  const { archive, ports } = parts;

  route(
    app,
    {
      method: 'patch',
      path: '/api/studies/{id}/settings',
      says: 'Set limits of a study, which go before those of its runs: they heed them within a second, or at their next ask.',
      scope: 'write',
      params: studyParams,
      body: settings,
      answer: studyLimits,
    },
    async (c) => {
      const wanted = given(c, 'json', settings);
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      await study.refreshRecord();
      const before = study.record.systemAttributes[LIMITS] ?? null;
      const by = { by: c.get('principal').who, at: ports.clock.instant() };
      const what = { action: 'limits', detail: JSON.stringify(wanted), before } as const;
      await journaled(c, parts, study, what, () => setLimits(archive, study, wanted, by));
      return jsonAnswer(limitsOn(study.record));
    },
  );

  route(
    app,
    {
      method: 'post',
      path: '/api/studies/{id}/space/preview',
      says: 'What a change of the space would keep; nothing is changed.',
      scope: 'read',
      params: studyParams,
      body: spaceChanges,
      answer: spacePreview,
    },
    async (c) => {
      const { changes } = given(c, 'json', spaceChanges);
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      return jsonAnswer(await previewSpace(study, changes, ports.clock));
    },
  );

  route(
    app,
    {
      method: 'put',
      path: '/api/studies/{id}/space',
      says: 'Change the space of a study; whoever works on it takes it up at the next ask.',
      scope: 'write',
      params: studyParams,
      body: spaceChanges,
      answer: spacePreview,
    },
    async (c) => {
      const { changes } = given(c, 'json', spaceChanges);
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      await study.refreshRecord();
      const differences = await differencesOf(study, changes); // what cannot be is refused before it is logged
      const before = study.record.systemAttributes[SPACE] ?? null;
      const what = { action: 'space', detail: differences.join('; ').slice(0, 1000), before } as const;
      return jsonAnswer(
        await journaled(c, parts, study, what, () => changeSpace(archive, study, changes, ports.clock)),
      );
    },
  );
}

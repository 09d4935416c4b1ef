import { z } from 'zod';
import type { Json, TrialRecord } from '../../history/record.ts';
import { HOLD, heldBy } from '../../study/shared/hold.ts';
import { plainJson } from '../../study/telling/plain-json.ts';
import { attribute, deletion, pause, stop, wish } from '../../wire/steering.ts';
import { may } from '../access/principal.ts';
import { turns } from '../attribute-room.ts';
import { jsonAnswer, Refusal } from '../refusal.ts';
import { type App, audited, given, journaled, type Parts, route, studyOf } from './route.ts';
import {
  deleteStudy,
  enqueue,
  pauseStudy,
  removeTrial,
  resumeStudy,
  setStudyAttribute,
  setTrialAttribute,
  stopTrial,
} from '../steering.ts';
import { studyParams, trialParams } from './study.ts';

const done = z.object({ done: z.literal(true) }).meta({ id: 'Done' });
const enqueued = z.object({ number: z.number().int() }).meta({ id: 'Enqueued' });
const keyQuery = z.object({ key: z.string().min(1).max(500) });
const DONE = { done: true };

/** Adds what can be changed. */
export function addSteeringRoutes(app: App, parts: Parts): void {
  const { archive, ports } = parts;
  const inTurn = turns();

  route(
    app,
    {
      method: 'post',
      path: '/api/studies/{id}/trials',
      says: 'Put a setting into the queue: it is tried next.',
      scope: 'write',
      params: studyParams,
      body: wish,
      answer: enqueued,
    },
    async (c) => {
      const { params, attributes, from } = given(c, 'json', wish);
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      const wanted = JSON.stringify(plainJson('params', params)); // first of all: what is nested too deep cannot even be logged
      const detail = `${wanted}${from === undefined ? '' : `, from trial ${from}`}`.slice(0, 1000);
      const tells = (trial: number) => ({ trial, before: null });
      const number = await journaled(c, parts, study, { action: 'enqueue', detail, tells }, () =>
        enqueue(archive, study, params, attributes ?? {}, from ?? null),
      );
      return jsonAnswer({ number });
    },
  );

  route(
    app,
    {
      method: 'post',
      path: '/api/studies/{id}/trials/{number}/stop',
      says: 'Stop one trial.',
      scope: 'write',
      params: trialParams,
      body: stop,
      answer: done,
    },
    async (c) => {
      const { id, number } = given(c, 'param', trialParams);
      const { reason } = given(c, 'json', stop);
      const study = await studyOf(c, parts, id);
      const { who } = c.get('principal');
      const by = { who, why: reason ?? `stopped by ${who}`, at: ports.clock.instant() };
      const what = { action: 'stop', trial: number, detail: by.why } as const;
      await journaled(c, parts, study, what, () => stopTrial(archive, study, number, by));
      return jsonAnswer(DONE);
    },
  );

  route(
    app,
    {
      method: 'post',
      path: '/api/studies/{id}/pause',
      says: 'Pause a study: no trial starts until it is resumed; those that run go on.',
      scope: 'write',
      params: studyParams,
      body: pause,
      answer: done,
    },
    async (c) => {
      const { reason } = given(c, 'json', pause);
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      await study.refreshRecord();
      const by = { by: c.get('principal').who, why: reason ?? null, at: ports.clock.instant() };
      if (heldBy(study.record) !== null) return jsonAnswer(DONE); // who paused it first stays named
      const what = { action: 'pause', detail: by.why, before: null } as const;
      await journaled(c, parts, study, what, () => pauseStudy(archive, study, by));
      return jsonAnswer(DONE);
    },
  );

  route(
    app,
    {
      method: 'post',
      path: '/api/studies/{id}/resume',
      says: 'Resume a study that was paused.',
      scope: 'write',
      params: studyParams,
      answer: done,
    },
    async (c) => {
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      await study.refreshRecord();
      const held = study.record.systemAttributes[HOLD] ?? null;
      if (held === null) return jsonAnswer(DONE);
      await journaled(c, parts, study, { action: 'resume', before: held }, () => resumeStudy(archive, study));
      return jsonAnswer(DONE);
    },
  );

  route(
    app,
    {
      method: 'put',
      path: '/api/studies/{id}/trials/{number}/attributes',
      says: 'Set an attribute of a trial that has not ended.',
      scope: 'write',
      params: trialParams,
      query: keyQuery,
      body: attribute,
      answer: done,
    },
    async (c) => {
      const { id, number } = given(c, 'param', trialParams);
      const { key } = given(c, 'query', keyQuery);
      const { value } = given(c, 'json', attribute);
      const study = await studyOf(c, parts, id);
      const before = number < study.history.size ? valueOf(study.history.record(number).userAttributes, key) : [];
      const what = { action: 'note', trial: number, key, before } as const;
      await journaled(c, parts, study, what, () => inTurn(() => setTrialAttribute(archive, study, number, key, value)));
      return jsonAnswer(DONE);
    },
  );

  route(
    app,
    {
      method: 'put',
      path: '/api/studies/{id}/attributes',
      says: 'Set an attribute of a study.',
      scope: 'write',
      params: studyParams,
      query: keyQuery,
      body: attribute,
      answer: done,
    },
    async (c) => {
      const { key } = given(c, 'query', keyQuery);
      const { value } = given(c, 'json', attribute);
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      await study.refreshRecord();
      const what = { action: 'note', key, before: valueOf(study.record.userAttributes, key) } as const;
      await journaled(c, parts, study, what, () => inTurn(() => setStudyAttribute(archive, study, key, value)));
      return jsonAnswer(DONE);
    },
  );

  route(
    app,
    {
      method: 'delete',
      path: '/api/studies/{id}/trials/{number}',
      says: 'Take a trial out of the queue; with the right `admin`, remove any trial for good.',
      scope: 'write',
      params: trialParams,
      answer: done,
    },
    async (c) => {
      const { id, number } = given(c, 'param', trialParams);
      const study = await studyOf(c, parts, id);
      const isQueued = number < study.history.size && study.history.state(number) === 'waiting';
      if (!isQueued && !may(c.get('principal'), 'admin'))
        throw new Refusal(403, 'right-missing', 'Removing a trial that has started needs the right "admin".');
      const what = isQueued ? wishOf(study.history.record(number)) : ({ action: 'remove' } as const);
      await journaled(c, parts, study, { ...what, trial: number }, () => removeTrial(archive, study, number));
      return jsonAnswer(DONE);
    },
  );

  route(
    app,
    {
      method: 'delete',
      path: '/api/studies/{id}',
      says: 'Delete a study for good.',
      scope: 'admin',
      params: studyParams,
      body: deletion,
      answer: done,
    },
    async (c) => {
      const { name } = given(c, 'json', deletion);
      const study = await studyOf(c, parts, given(c, 'param', studyParams).id);
      const what = { action: 'delete', study: study.record.name };
      await audited(c, parts, what, () => deleteStudy(archive, study, name));
      await study.refreshRecord().catch(() => undefined); // its listeners hear that it is gone
      return jsonAnswer(DONE);
    },
  );
}

/** An attribute as it is, in a list; of one that is not there the list is empty. */
const valueOf = (attributes: Readonly<Record<string, Json>>, key: string): Json =>
  Object.hasOwn(attributes, key) ? [attributes[key]!] : [];

/** What a trial in the queue is made of again. */
const wishOf = ({ userAttributes, systemAttributes }: TrialRecord) =>
  ({
    action: 'dequeue',
    before: { userAttributes: { ...userAttributes }, systemAttributes: { ...systemAttributes } },
  }) as const;

import { expect, test } from 'vitest';
import { recordingPort } from '../../../test/programs/port.ts';
import type { Json, Verdict } from '../../history/record.ts';
import { parseMessage } from './report-line.ts';
import { TrialTalk } from './trial-talk.ts';

/** A talk whose answers and events are written down. */
function talkWith(rule?: (step: number) => Verdict) {
  const port = recordingPort(rule, 9);
  const answers: Json[] = [];
  const events: string[] = [];
  const talk = new TrialTalk(port, {
    onEnd: (told) => events.push(`end, told: ${told}`),
    onFault: () => events.push(`fault: ${talk.fault?.message}`),
  });
  const say = (text: string): void => talk.take(parseMessage(text), (answer) => answers.push(answer));
  return { port, answers, events, talk, say };
}

test('who gives an id gets one answer for each message, in order; others get none', async () => {
  const { talk, say, answers } = talkWith();
  say('{"step": 1, "loss": 1}');
  say('{"id": 1, "step": 2, "loss": 1}');
  say('{"id": 2, "suggest": {"name": "x", "type": "float", "low": 0, "high": 1}}');
  say('{"id": 3, "attribute": {"a": 1}}');
  await talk.settled();
  expect(answers).toEqual([{ id: 1, verdict: 'continue', until: 9 }, { id: 2, value: 0.45 }, { id: 3 }]);
});

test('the last number of each name, and the final line', async () => {
  const { talk, say } = talkWith();
  for (const text of ['{"step": 1, "loss": 3, "acc": 1}', '{"step": 2, "loss": 2}', '{"loss": 1}', '{"size": 5}'])
    say(text);
  await talk.settled();
  expect({ ...talk.last }).toEqual({ loss: 2, acc: 1 });
  expect(talk.final).toEqual({ loss: 1, size: 5 });
});

test.each([
  ['stop', [1, 2]],
  ['pause', [1, 2, 3]], // it goes on from behind that step
] as const)(
  'after the verdict to %s reports of %j are kept, and those who ask hear it again',
  async (verdict, kept) => {
    const { talk, say, answers, events, port } = talkWith((step) => (step >= 2 ? verdict : 'continue'));
    for (const step of [1, 2, 3]) say(`{"id": ${step}, "step": ${step}, "loss": 1}`);
    say('{"checkpoint": "saved"}');
    await talk.settled();
    expect(port.reports.map(({ step }) => step)).toEqual(kept);
    expect(answers.at(-1)).toEqual({ id: 3, verdict, until: null });
    expect(events).toEqual(['end, told: true']);
    expect(port.checkpoint).toBe('saved');
    expect(port.checkpointStep).toBe(3);
  },
);

test('a checkpoint named with a report is of its step, and comes first', async () => {
  const { talk, say, port } = talkWith();
  say('{"step": 4, "loss": 1, "checkpoint": "four"}');
  say('{"step": 5, "loss": 1}');
  say('{"checkpoint": "five"}');
  const named: unknown[] = [];
  port.setCheckpoint = (reference, step) => named.push([reference, step, port.reports.length]);
  await talk.settled();
  expect(named).toEqual([
    ['four', 4, 0],
    ['five', 5, 2],
  ]);
});

test('what the study refuses is a fault; the first one stands, and the rest is not heard', async () => {
  const { talk, say, events, port } = talkWith();
  port.report = () => Promise.reject(new Error('no such name'));
  say('{"step": 1, "loss": 1}');
  say('{"step": 2, "loss": 1}');
  await talk.settled();
  talk.fail(new Error('later'));
  expect(events).toEqual(['fault: Error: no such name']);
});

test('a suggestion that cannot be is the answer, no fault', async () => {
  const { talk, say, answers, port } = talkWith();
  port.suggest = () => {
    throw new Error('was an int before');
  };
  say('{"id": 1, "suggest": {"name": "x", "type": "float", "low": 0, "high": 1}}');
  await talk.settled();
  say('{"id": 2, "suggest": {"name": "x", "type": "float", "low": 1, "high": 0}}');
  await talk.settled();
  expect(answers).toEqual([
    { id: 1, error: 'Error: was an int before' },
    { id: 2, error: expect.stringMatching(/low is above high/) },
  ]);
  expect(talk.fault).toBeNull();
  say('{"suggest": {"name": "x", "type": "float", "low": 1, "high": 0}}');
  await talk.settled();
  expect(talk.fault?.message).toMatch(/low is above high/);
});

test('ever-new names end in an error that says so, the same ones do not', async () => {
  const { talk, say, port } = talkWith();
  const large = 'x'.repeat(1 << 19);
  for (let i = 0; i < 40; i++) say(JSON.stringify({ attribute: { same: large } }));
  await talk.settled();
  expect(talk.fault).toBe(null);
  for (let i = 0; i < 40; i++) say(JSON.stringify({ attribute: { [`new${i}`]: large } }));
  await talk.settled();
  expect(talk.fault?.message).toMatch(/take more than 16 MiB \(31 names\)/);
  expect(Object.keys(port.attributes)).toHaveLength(32);
});

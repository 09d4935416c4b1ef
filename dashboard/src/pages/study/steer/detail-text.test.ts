import { expect, test } from 'vitest';
import { detailText } from './detail-text.ts';

test.each([
  ['limits', '{"trials":300,"concurrency":null}', '300 trials in all, as many at once as each run says'],
  [
    'limits',
    '{"noImprovement":30,"confirm":3,"pruner":{"name":"asha","options":{"minResource":3}}}',
    'an end after 30 trials without improvement, the best 3 run again at the end, the pruner asha',
  ],
  ['limits', 'by hand', 'by hand'],
  ['enqueue', '{"layers":4,"opt":"adam"}, from trial 145', 'a copy of trial 145, layers = 4, opt = adam'],
  ['enqueue', '{}, from trial 3', 'a copy of trial 3'],
  ['enqueue', '{}', 'all chosen by the sampler'],
  ['enqueue', '{"layers":4,"o', '{"layers":4,"o'],
  ['pause', '{"it": "is said so"}', '{"it": "is said so"}'],
])('%s %s', (action, detail, text) => expect(detailText({ action, detail })).toBe(text));

test('nothing more may be known', () => expect(detailText({ action: 'resume', detail: null })).toBeNull());

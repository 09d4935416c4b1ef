import { describe, expect, test } from 'vitest';
import { exactText } from '../../dashboard/src/parts/exact-text.ts';
import { historyOf } from '../../src/history/snapshot-writer.ts';
import { createStudy, float, space } from '../../src/index.ts';
import { random } from '../../src/samplers/index.ts';
import { desktop, EVIL } from './desktop.ts';

const desk = desktop();

describe('the page of a trial', () => {
  test('shows what is stored, as it is stored, and explains it', async () => {
    const page = await desk.open(`/studies/${await desk.idOf(EVIL)}/trials/0`);
    await page.getByText('Why it was tried').waitFor();
    await page.getByText('<script>window.ran = 1</script>', { exact: true }).waitFor();
    const { params } = await desk.trialOf(EVIL, 0);
    await page.getByText(exactText(params.lr), { exact: true }).waitFor();
    expect(await page.evaluate('window.ran')).toBeUndefined();
    await page.goto(`${desk.served.server.url}/studies/${await desk.idOf(EVIL)}/trials/4`);
    await page.getByText('There is no trial 4 here any more').waitFor();
    await page.goto(`${desk.served.server.url}/studies/${await desk.idOf(EVIL)}/trials/four`);
    await page.getByText('“four” is no number of a trial.').waitFor();
  });

  test('numbers beyond all bounds have words', async () => {
    const page = await desk.open(`/studies/${await desk.idOf('odd')}/trials/0`);
    await page
      .getByText(/∞|e\+?\d+/)
      .first()
      .waitFor();
    await page.getByText('How it stands').waitFor();
  });

  test('who may only read is offered nothing else', async () => {
    const token = desk.served.token(['read']);
    const page = await desk.open(`/studies/${await desk.idOf('digits')}/trials/2`, { token });
    await page.getByText('Why it was tried').waitFor();
    for (const name of ['Clone and edit', 'Remove', 'Write'])
      expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(0);
    await page.goto(desk.served.server.url);
    await page.getByRole('button', { name: 'Actions on digits' }).click();
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Open', 'Compare']);
  });

  test('what it used of its machine has a picture of its own', async () => {
    const { id } = (await desk.storage.findStudy('two goals'))!;
    const series = (...values: readonly number[]) => values.map((value, step) => [step, value] as const);
    const metrics = { 'system/seconds': series(0, 1, 2), 'system/cpu': series(90, 95, 100), score: series(1, 2) };
    const [made] = await desk.storage.createTrials(id, [{ state: 'running', startedAt: 1, metrics }]);
    const page = await desk.open(`/studies/${await desk.idOf('two goals')}/trials/${made!.number}`);
    await page.locator('figure[data-chart=resources][data-painted=true]').waitFor();
    expect(await page.locator('figure[data-chart=resources] figcaption').innerText()).toContain('system/cpu: mean 95');
    const reports = page.getByRole('region', { name: 'Reports' });
    expect(await reports.innerText()).toContain('score');
    expect(await reports.innerText()).not.toContain('system/');
  });

  test('a trial is cloned, edited and queued; what cannot be is refused beside its field', async () => {
    const page = await desk.open(`/studies/${await desk.idOf('digits')}/trials/2`);
    const { params } = await desk.trialOf('digits', 2);
    await page.getByRole('button', { name: 'Clone and edit' }).click();
    const layers = page.getByRole('textbox', { name: 'layers' });
    await layers.fill('2.5');
    await page.getByText('It must be a whole number.').waitFor();
    const submit = page.getByRole('button', { name: 'Put into the queue' });
    expect(await submit.isDisabled()).toBe(true);
    await layers.fill('9');
    await page.getByText('It must be from 1 to 8.').waitFor();
    await layers.fill(params.layers === 3 ? '4' : '3');
    await page.getByText('1 changed.').waitFor();
    await submit.click();
    await page.getByText('It is in the queue as trial').waitFor();
    await page.getByRole('link', { name: 'Open it' }).click();
    await page.getByText('waiting', { exact: true }).waitFor();
    const number = Number(page.url().split('/').at(-1));
    const wish = await wishOf('digits', number);
    expect(wish).toMatchObject({ lr: params.lr, optimizer: params.optimizer });
    expect(wish.layers).toBe(params.layers === 3 ? 4 : 3);
    await page.getByText('These are wished for').waitFor();
    await page.getByText(exactText(params.lr), { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Take out of the queue' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take out of the queue' }).click();
    await page.waitForURL(/\/studies\/[^/]+(\?.*)?$/);
    expect((await desk.served.ask(`/api/studies/${await desk.idOf('digits')}/trials/${number}`)).status).toBe(404);
  });

  test('what was typed outlives the login', async () => {
    const page = await desk.open(`/studies/${await desk.idOf('digits')}/trials/3`);
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.getByRole('textbox', { name: 'Notes' }).fill('# Good\n\n| a | b |\n|---|---|\n| 1 | 2 |');
    const cookies = await desk.context.cookies();
    await desk.context.clearCookies();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('You are logged out, or your access has expired.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Notes' }).inputValue()).toContain('# Good');
    await desk.context.addCookies(cookies);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Good', exact: true }).waitFor();
    await page.getByRole('cell', { name: '2', exact: true }).waitFor();
    expect((await desk.trialOf('digits', 3)).note.text).toContain('# Good');
  });

  test('a note that somebody else changed meanwhile is not overwritten', async () => {
    const page = await desk.open(`/studies/${await desk.idOf('digits')}/trials/5`);
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.getByRole('textbox', { name: 'Notes' }).fill('mine');
    const { note } = await desk.trialOf('digits', 5);
    await desk.served.ask(`/api/studies/${await desk.idOf('digits')}/trials/5/note`, {
      method: 'PUT',
      body: JSON.stringify({ text: 'theirs', version: note.version }),
    });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Somebody else changed this note meanwhile').waitFor();
    await page.getByText('theirs', { exact: true }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Notes' }).inputValue()).toBe('mine');
    expect((await desk.trialOf('digits', 5)).note.text).toBe('theirs');
    await page.getByRole('textbox', { name: 'Notes' }).fill('theirs and mine');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).waitFor({ state: 'detached' });
    await page.getByText('theirs and mine').waitFor();
    expect((await desk.trialOf('digits', 5)).note.text).toBe('theirs and mine');
  });

  test('a running trial is seen to move, and stopped', async () => {
    const study = await createStudy({
      name: 'runs',
      storage: desk.storage,
      space: space({ x: float(0, 1) }),
      sampler: random(),
    });
    const trial = await study.ask();
    await trial.report(3, 1);
    const page = await desk.open(`/studies/${await desk.idOf('runs')}/trials/0`);
    await page
      .getByText('1 report; the last is 3.')
      .or(page.getByRole('img', { name: /the last is 3\./ }))
      .waitFor();
    await trial.report(2, 2);
    await page.getByRole('img', { name: /2 reports; the last is 2\./ }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('textbox', { name: /Why/ }).fill('seen enough');
    await page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText('pruned', { exact: true }).waitFor();
    await page.getByText('seen enough').first().waitFor();
    expect((await desk.trialOf('runs', 0)).why).toBe('seen enough');
  });
});

/** What was wished for a trial that waits, by stored name. */
async function wishOf(name: string, number: number): Promise<any> {
  const study = await desk.storage.findStudy(name);
  const history = historyOf((await desk.storage.load(study!.id)).snapshot);
  return history.record(number).systemAttributes['fixed_params'];
}

import type { Forecast } from 'vernier/analysis';
import type { StudyDetail, StudyFeed } from 'vernier/client';
import type { History } from '../../../src/history/history.ts';
import { STATES } from '../../../src/history/view.ts';
import { type About, aboutOf, NOTHING_KNOWN } from './about.ts';
import { answerTo, isCostly, type Moment, type QuickQuestion } from './answers.ts';
import { type Best, bestOf } from './best.ts';
import { MANY, missing, type Subject } from './charts.ts';
import type { Costly, CostlyQuestion, Outcome } from './costly.ts';
import { CostlyAnswers, type Matter, type Think } from './costly-answers.ts';
import { Easel, type Pointed } from './easel.ts';
import { DeskError } from './link.ts';
import type { ChartView, Favourite, News, Order, Question, Questions, SelectMode } from './messages.ts';
import { refusalOf } from './refusal.ts';
import { numbersOf, Selection } from './selection.ts';
import { summaryOf } from './summary.ts';
import { TrialTable } from './table.ts';
import { tipLines } from './tip.ts';

/** What a desk needs of its surroundings, be they a worker or a page. */
export interface DeskPorts {
  readonly post: (news: News) => void;
  readonly after: (ms: number, callback: () => void) => () => void;
  /** Milliseconds by a clock that never goes back. */
  readonly elapsed: () => number;
  /** Milliseconds since 1970 UTC. */
  readonly instant: () => number;
  /** What the server says of the study; null = it does not. */
  readonly study: () => Promise<StudyDetail | null>;
  /** Works out what is costly. */
  readonly think: Think;
}

/** The summary, and with it tables and all that is asked again, follow at most so often, in milliseconds. */
const SUMMARY_MS = 200;
/** What took t to answer is not asked for again before so many t have passed. */
const REST = 4;
/** What is costly waits for the charts, and looks again whether they are painted after so many milliseconds. */
const LATER_MS = 100;
/** It waits, too, while somebody points or selects, and for so long after it. */
const QUIET_MS = 700;

/** What somebody does who wants to see at once what it does. */
const BY_HAND: ReadonlySet<Order['type']> = new Set(['hover', 'step', 'brush', 'select']);

/** Holds one study for a page: paints its charts, keeps its selection, and answers questions. It knows neither page nor worker. */
export class Desk {
  readonly #feed: StudyFeed;
  readonly #ports: DeskPorts;
  readonly #selection = new Selection();
  readonly #easel: Easel;
  readonly #leave: () => void;
  #about: About = NOTHING_KNOWN;
  /** What it was read from. */
  #told: Matter['study'] = { setup: null, space: null };
  /** That as text; null = the server was not heard yet. */
  #aboutKey: string | null = null;
  #best: Best | null = null;
  #table: TrialTable | null = null;
  #forecast: Forecast | null = null;
  #version = 0;
  #callOffSummary: (() => void) | null = null;
  /** No summary before; and how long answers took since the last one. */
  #summaryNotBefore = 0;
  #answering = 0;
  readonly #costly: CostlyAnswers;
  /** The selection before a rectangle was begun. */
  #brushBase: Int32Array = new Int32Array(0);
  /** When somebody did something by hand. */
  #usedAt = Number.NEGATIVE_INFINITY;
  #isResting = false;
  #isClosed = false;

  constructor(feed: StudyFeed, ports: DeskPorts) {
    this.#feed = feed;
    this.#ports = ports;
    this.#easel = new Easel({
      ...ports,
      subject: () => this.#subject(),
      selection: this.#selection,
      pointed: (chart, at) => this.#pointed(chart, at),
    });
    this.#costly = new CostlyAnswers({
      ...ports,
      later: (job) => this.#later(job),
      matter: () => (feed.history === null ? null : { history: feed.history, study: this.#told }),
      arrived: (question, outcome) => this.#arrived(question, outcome),
      stale: () => this.#askAgain(),
    });
    this.#leave = feed.subscribe({
      loaded: () => this.#changed(null),
      changed: ({ rows, reset }) => this.#changed(reset ? null : rows),
      studyChanged: () => void this.#askAbout(),
      status: (status) => {
        this.#ports.post({ type: 'status', status });
        if (status.state === 'live') void this.#askAbout();
      },
    });
    ports.post({ type: 'status', status: feed.status });
    if (feed.history !== null) this.#changed(null);
    void this.#askAbout();
  }

  /** Does what a page wants. */
  take(order: Order): void {
    if (BY_HAND.has(order.type)) this.#usedAt = this.#ports.elapsed();
    switch (order.type) {
      case 'show':
        return this.#easel.show(order.chart, order.view, order.canvases);
      case 'see':
        return this.#easel.see(order.chart, order.isVisible);
      case 'drop':
        return this.#easel.drop(order.chart);
      case 'rest':
        this.#isResting = order.isResting;
        this.#easel.rest(order.isResting);
        if (order.isResting) return this.#feed.rest();
        this.#feed.retry();
        return this.#planSummary();
      case 'hover':
        return this.#easel.point(order.chart, order);
      case 'leave':
        return this.#easel.point(order.chart, null);
      case 'step': {
        const trial = this.#easel.step(order.chart, order.step);
        if (trial !== null && order.mode !== null) this.#select([trial], order.mode, order.chart);
        return;
      }
      case 'brush': {
        if (order.isNew) this.#brushBase = this.#selection.trials();
        const trials = this.#easel.within(order.chart, order.box);
        if (order.mode !== 'replace') this.#selection.change(this.#brushBase, 'replace', this.#size);
        return this.#select(trials, order.mode, order.chart);
      }
      case 'select':
        return this.#select(numbersOf(order.trials, this.#size), order.mode, null);
      case 'select-filtered':
        return this.#selectFiltered(order.filter, order.mode);
      case 'ask':
        return void this.#answer(order.ask, order.question, order.asks);
      case 'retry':
        return this.#feed.retry();
      case 'close':
        return this.close();
    }
  }

  /** Paints all charts anew: there are other letters to paint with. */
  repaint(): void {
    this.#easel.soil(null);
  }

  /** Ends it, and what it listens to. */
  close(): void {
    this.#isClosed = true;
    this.#leave();
    this.#feed.close();
    this.#easel.rest(true);
    this.#callOffSummary?.();
  }

  get #size(): number {
    return this.#feed.history?.size ?? 0;
  }

  #subject(): Subject | null {
    const { history } = this.#feed;
    const subject = {
      about: this.#about,
      now: this.#ports.instant(),
      forecast: this.#forecast,
      known: <Q extends CostlyQuestion>(question: Q, asks: Costly[Q]['asks']) => this.#costly.known(question, asks),
    };
    return history === null ? null : { history, ...subject };
  }

  /** @param rows that have news; null = all may */
  #changed(rows: Int32Array | null): void {
    this.#best = null;
    this.#table = null;
    this.#costly.age();
    this.#version++;
    this.#easel.soil(rows);
    if (rows === null && this.#selection.count > 0) this.#select(this.#selection.trials(), 'replace', null);
    this.#planSummary();
  }

  #moment(history: History): Moment {
    return {
      history,
      subject: this.#subject()!,
      best: this.#bestOf(history),
      table: this.#tableOf(history),
      selection: this.#selection,
    };
  }

  #bestOf(history: History): Best {
    this.#best ??= bestOf(history);
    return this.#best;
  }

  #tableOf(history: History): TrialTable {
    this.#table ??= new TrialTable(history);
    return this.#table;
  }

  async #askAbout(): Promise<void> {
    const study = await this.#ports.study().catch(() => null);
    if (study === null || this.#isClosed) return;
    this.#ports.post({ type: 'study', study });
    const key = JSON.stringify([study.setup, study.space]);
    if (key === this.#aboutKey) return;
    this.#aboutKey = key;
    this.#told = { setup: study.setup, space: study.space };
    this.#about = aboutOf(study);
    this.#costly.forget();
    this.#easel.soil(null);
    this.#version++;
    this.#planSummary();
  }

  #planSummary(): void {
    if (this.#callOffSummary !== null || this.#feed.history === null || this.#isResting || this.#isClosed) return;
    const ms = Math.max(0, this.#summaryNotBefore - this.#ports.elapsed());
    this.#callOffSummary = this.#ports.after(ms, () => {
      this.#callOffSummary = null;
      this.#summarise();
    });
  }

  #summarise(): void {
    const { history } = this.#feed;
    if (history === null) return;
    const began = this.#ports.elapsed();
    const table = this.#tableOf(history);
    const summary = summaryOf(history, this.#about, this.#bestOf(history), table.columns, this.#version);
    this.#ports.post({ type: 'summary', summary });
    if (this.#aboutKey !== null && history.objectives.length === 1) {
      this.#costly.known('forecast', {});
      this.#costly.known('favourite', {});
    }
    const took = this.#ports.elapsed() - began + this.#answering;
    this.#answering = 0;
    this.#summaryNotBefore = began + Math.max(SUMMARY_MS, took * REST);
  }

  /** Does what takes long when all charts are painted, and answers to what came before are on their way. */
  #later(job: () => void): void {
    this.#ports.after(LATER_MS, () => {
      if (this.#isClosed) return;
      const isQuiet = this.#ports.elapsed() - this.#usedAt > QUIET_MS;
      if (isQuiet && this.#easel.isIdle) job();
      else this.#later(job);
    });
  }

  /** What is costly was worked out: charts that show it are painted. */
  #arrived(question: CostlyQuestion, { answer }: Outcome): void {
    if (this.#isClosed) return;
    if (question === 'contour' || question === 'importance') this.#easel.renew(question);
    if (question === 'order' && this.#size > 0 && this.#feed.history!.columns.size > MANY) this.#easel.soil(null);
    this.#easel.plan();
    if (question === 'favourite') this.#ports.post({ type: 'favourite', favourite: answer as Favourite | null });
    if (question !== 'forecast' || answer === null) return;
    this.#forecast = answer as Forecast;
    this.#easel.renew('cost');
    const outlook = this.#forecast.outlooks.find(({ trials }) => trials === 25) ?? null;
    this.#ports.post({ type: 'prospect', prospect: { outlook, reason: this.#forecast.reason } });
  }

  #select(trials: Iterable<number>, mode: SelectMode, chart: number | null): void {
    this.#selection.change(trials, mode, this.#size);
    this.#ports.post({ type: 'selection', selection: this.#selection.info() });
    this.#easel.highlight(chart);
  }

  #selectFiltered(filter: string, mode: SelectMode): void {
    const { history } = this.#feed;
    if (history === null) return;
    try {
      this.#select(this.#tableOf(history).trials({ filter, sort: '' }), mode, null);
    } catch {
      // the field where the filter is typed says what is wrong with it: it asks for its rows
    }
  }

  #pointed(chart: number, at: Pointed | null): void {
    const { history } = this.#feed;
    if (history === null) return;
    const tip =
      at === null
        ? null
        : {
            trial: at.trial,
            x: at.x,
            y: at.y,
            state: STATES[history.states[at.trial]!]!,
            isSelected: this.#selection.has(at.trial),
            lines: tipLines(history, this.#about, this.#bestOf(history), at.trial),
          };
    this.#ports.post({ type: 'tip', chart, tip });
  }

  async #answer(ask: number, question: Question, asks: unknown): Promise<void> {
    try {
      if (this.#feed.history === null) throw new Error('The study has not been loaded yet.');
      if (question === 'svg') await this.#whenDrawable(asks as ChartView);
      const answer = isCostly(question)
        ? await this.#costlyAnswer(question, asks as never)
        : this.#quickAnswer(question, asks as never);
      this.#ports.post({ type: 'answer', ask, answer });
    } catch (error) {
      this.#ports.post({ type: 'refusal', ask, refusal: refusalOf(error) });
    }
  }

  #quickAnswer(question: QuickQuestion, asks: never): Questions[QuickQuestion]['answer'] {
    const began = this.#ports.elapsed();
    const answer = answerTo(this.#moment(this.#feed.history!), question, asks);
    this.#answering += this.#ports.elapsed() - began;
    return answer;
  }

  async #costlyAnswer<Q extends CostlyQuestion>(question: Q, asks: Costly[Q]['asks']): Promise<Costly[Q]['answer']> {
    const { answer, refusal } = await this.#costly.ask(question, asks);
    if (refusal !== null) throw new DeskError(refusal);
    return answer;
  }

  /** Waits until what a chart shows has been worked out. */
  async #whenDrawable({ name, options }: ChartView): Promise<void> {
    for (let need = missing(name, options, this.#subject()!); need !== null; ) {
      await this.#costly.ask(need.question, need.asks);
      need = missing(name, options, this.#subject()!);
    }
  }

  /** Has the page and the charts ask again: older answers have done long enough. */
  #askAgain(): void {
    this.#version++;
    this.#planSummary();
    this.#easel.plan();
  }
}

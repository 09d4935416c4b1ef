import type { FeedStatus, StudyDetail } from 'vernier/client';
import type {
  DeskRefusal,
  Favourite,
  News,
  Order,
  Painted,
  Prospect,
  Question,
  Questions,
  SelectionInfo,
  StudySummary,
  Tip,
} from './messages.ts';
import { type Store, storeOf } from './store.ts';

/** A question that the desk could not answer, in words. */
export class DeskError extends Error {
  readonly hint: string | null;
  /** Where in a filter's text it is wrong, counted from 0; null = it is not about a filter. */
  readonly at: number | null;

  constructor({ message, hint, at }: DeskRefusal) {
    super(message);
    this.name = 'DeskError';
    this.hint = hint;
    this.at = at;
  }
}

/** What a page holds of one chart. */
export interface ChartStores {
  readonly painted: Store<Painted | null>;
  readonly tip: Store<Tip | null>;
}

/** Sends an order to the desk. */
export type Send = (order: Order, transfer?: readonly object[]) => void;

/** The page's end of the line to a desk: what it says is kept in stores, and questions are promises. */
export class DeskLink {
  readonly isOnPage: boolean;
  readonly status: Store<FeedStatus>;
  readonly study = storeOf<StudyDetail | null>(null);
  readonly summary = storeOf<StudySummary | null>(null);
  readonly prospect = storeOf<Prospect | null>(null);
  readonly favourite = storeOf<Favourite | null>(null);
  readonly selection = storeOf<SelectionInfo>({ count: 0, ranges: '' });
  readonly #send: Send;
  readonly #charts = new Map<number, ChartStores>();
  readonly #asked = new Map<
    number,
    { readonly resolve: (answer: never) => void; readonly reject: (error: DeskError) => void }
  >();
  #count = 0;

  /**
   * @param at now, milliseconds since 1970 UTC
   * @param isOnPage does the desk stand in the page itself? Then canvases are lent to it, not given away.
   */
  constructor(send: Send, { at, isOnPage }: { readonly at: number; readonly isOnPage: boolean }) {
    this.#send = send;
    this.isOnPage = isOnPage;
    this.status = storeOf<FeedStatus>({ state: 'loading', why: null, hint: null, since: at, nextTryAt: null });
  }

  /** Tells the desk something. */
  order(order: Order, transfer: readonly object[] = []): void {
    this.#send(order, transfer);
  }

  /** Asks the desk. @throws DeskError */
  ask<Q extends Question>(question: Q, asks: Questions[Q]['asks']): Promise<Questions[Q]['answer']> {
    const ask = this.#count++;
    return new Promise((resolve, reject) => {
      this.#asked.set(ask, { resolve, reject });
      this.#send({ type: 'ask', ask, question, asks }, []);
    });
  }

  /** A number for a new chart, and what is to be heard of it. */
  newChart(): { readonly chart: number; readonly stores: ChartStores } {
    return {
      chart: this.#count++,
      stores: { painted: storeOf<Painted | null>(null), tip: storeOf<Tip | null>(null) },
    };
  }

  /** Hears of a chart from now on. */
  adoptChart(chart: number, stores: ChartStores): void {
    this.#charts.set(chart, stores);
  }

  /** Forgets a chart. */
  dropChart(chart: number): void {
    this.#charts.delete(chart);
    this.#send({ type: 'drop', chart }, []);
  }

  /** Takes in what the desk says. */
  hear(news: News): void {
    switch (news.type) {
      case 'status':
        return this.status.set(news.status);
      case 'study':
        return this.study.set(news.study);
      case 'summary':
        return this.summary.set(news.summary);
      case 'prospect':
        return this.prospect.set(news.prospect);
      case 'favourite':
        return this.favourite.set(news.favourite);
      case 'selection':
        return this.selection.set(news.selection);
      case 'painted':
        return this.#charts.get(news.chart)?.painted.set(news.painted);
      case 'tip':
        return this.#charts.get(news.chart)?.tip.set(news.tip);
      case 'answer':
        this.#asked.get(news.ask)?.resolve(news.answer as never);
        return void this.#asked.delete(news.ask);
      case 'refusal':
        this.#asked.get(news.ask)?.reject(new DeskError(news.refusal));
        return void this.#asked.delete(news.ask);
    }
  }
}

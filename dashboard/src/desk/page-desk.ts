import type { StudyDetail, StudyFeed } from 'vernier/client';
import { aboutOf } from './about.ts';
import { Desk } from './desk.ts';
import { DeskLink } from './link.ts';

/**
 * A desk that stands in the page itself, without a worker: for a frozen study, as a report has it.
 *
 * @param study what a server says of the study, as far as it is known
 */
export function deskOnPage(feed: StudyFeed, study: Partial<StudyDetail>): DeskLink {
  let desk: Desk | null = null;
  const link = new DeskLink((order) => desk!.take(order), { at: feed.status.since, isOnPage: true });
  desk = new Desk(feed, {
    post: (news) => link.hear(news),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    elapsed: () => performance.now(),
    instant: () => feed.status.since,
    study: () => Promise.resolve(study as StudyDetail),
    think: async (matter, question, asks) => {
      const { outcomeOf } = await import('./costly.ts');
      return outcomeOf(matter.history, aboutOf(matter.study), question, asks);
    },
  });
  return link;
}

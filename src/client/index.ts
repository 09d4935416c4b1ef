export type { FeedListener, FeedState, FeedStatus, StudyFeed } from './feed.ts';
export type { ByteStream, ClientClock, Fetch, FetchAnswer, FetchInit } from './fetching.ts';
export { type LiveOptions, openLiveStudy } from './live-study.ts';
export { openFrozenStudy } from './frozen-study.ts';
export { httpClient, type HttpClient, type HttpOptions } from './http.ts';
export { ServerFailure } from './failure.ts';
export type {
  ChangeEntry,
  RunItem,
  RunList,
  RunOutput,
  ScopeName,
  SessionAnswer,
  SpacePreview,
  StudyDetail,
  StudyItem,
  StudyList,
  TrialDetail,
  TrialItem,
} from '../wire/answers.ts';

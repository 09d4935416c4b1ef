import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  parseSearchWith,
  stringifySearchWith,
} from '@tanstack/react-router';
import { Broken, NotFound } from './shell/fallbacks.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Broken });

/** What a study's page shows, as its address holds it. All are texts, so that an address can be typed. */
export interface StudyView {
  /** `overview` (default), `trials` or `steer`. */
  readonly tab?: string;
  /** Which charts are shown, by name, joined by commas; none = those that suit the study. */
  readonly charts?: string;
  /** An expression that trials must meet. */
  readonly filter?: string;
  /** A column's name, with `-` before it for the largest first. */
  readonly sort?: string;
  readonly columns?: string;
  /** Selected trials, as ranges: `3,10-20`. */
  readonly selected?: string;
}

/** What the list of studies shows. */
export interface StudiesView {
  /** Words that a study's name, tags or objectives hold. */
  readonly search?: string;
  readonly tag?: string;
  /** `running`, `waiting`, `paused` or `finished`; none = all. */
  readonly state?: string;
  /** What it is sorted by, with `-` before it for the largest first. */
  readonly sort?: string;
}

/** What is compared. */
export interface CompareView {
  /** Ids of studies, joined by commas. */
  readonly ids?: string;
  /** What histories are drawn along: `trial` (default), `time` or `cost`. */
  readonly x?: string;
  /** Name of an objective; none = the first of each study. */
  readonly objective?: string;
}

const texts =
  <View extends object>(...names: readonly (keyof View & string)[]) =>
  (search: Record<string, unknown>): View => {
    const view: Record<string, string> = {};
    for (const name of names) if (search[name] !== undefined) view[name] = String(search[name]);
    return view as View;
  };

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    validateSearch: texts<StudiesView>('search', 'tag', 'state', 'sort'),
    component: lazyRouteComponent(() => import('./pages/studies/page.tsx'), 'StudiesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/studies/$id',
    validateSearch: texts<StudyView>('tab', 'charts', 'filter', 'sort', 'columns', 'selected'),
    component: lazyRouteComponent(() => import('./pages/study/page.tsx'), 'StudyPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/studies/$id/trials/$number',
    component: lazyRouteComponent(() => import('./pages/trial/page.tsx'), 'TrialPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/compare',
    validateSearch: texts<CompareView>('ids', 'x', 'objective'),
    component: lazyRouteComponent(() => import('./pages/compare/page.tsx'), 'ComparePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/new',
    component: lazyRouteComponent(() => import('./pages/new/page.tsx'), 'NewStudyPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/dial',
    validateSearch: texts<{
      readonly seed?: string;
      readonly knobs?: string;
      readonly signal?: string;
      readonly noise?: string;
      readonly probes?: string;
    }>('seed', 'knobs', 'signal', 'noise', 'probes'),
    component: lazyRouteComponent(() => import('./pages/dial/page.tsx'), 'DialPage'),
  }),
];

/** Addresses and their pages. Each page is a chunk of its own, loaded when it is first looked at. */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPreload: 'intent',
  scrollRestoration: true,
  // Texts as they are: else the text 8 stands in the address as "8", with its quotation marks.
  parseSearch: parseSearchWith((value) => value),
  stringifySearch: stringifySearchWith(JSON.stringify),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

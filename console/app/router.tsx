import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { NotFound } from '../pages/not-found.js';
import { PackagesPage } from '../pages/packages/packages-page.js';
import { readView } from '../pages/packages/view.js';
import { Trouble } from '../parts/notice.js';
import { Shell } from './shell.js';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/inbox' });
  },
});

const inbox = createRoute({
  getParentRoute: () => root,
  path: '/inbox',
  validateSearch: (search: Record<string, unknown>): { item?: string } => {
    const item = text(search.item);
    return item === undefined ? {} : { item };
  },
  component: lazyRouteComponent(() => import('../pages/inbox/inbox-page.js'), 'InboxPage'),
});

const packages = createRoute({
  getParentRoute: () => root,
  path: '/packages',
  validateSearch: readView,
  component: PackagesPage,
});

const onePackage = createRoute({
  getParentRoute: () => root,
  path: '/packages/$name',
  component: lazyRouteComponent(() => import('../pages/package/package-page.js'), 'PackagePage'),
});

const calendar = createRoute({
  getParentRoute: () => root,
  path: '/calendar',
  validateSearch: ({ month }: Record<string, unknown>): { month?: string } =>
    typeof month === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(month) ? { month } : {},
  component: lazyRouteComponent(() => import('../pages/calendar/calendar-page.js'), 'CalendarPage'),
});

const money = createRoute({
  getParentRoute: () => root,
  path: '/money',
  validateSearch: (search: Record<string, unknown>): { by?: string; months?: number } => {
    const by = text(search.by);
    const months = Number(search.months);
    return {
      ...(by !== undefined && /^(product|payer|account|label:.{1,90})$/.test(by) && { by }),
      ...(Number.isSafeInteger(months) && months > 0 && months <= 120 && { months }),
    };
  },
  component: lazyRouteComponent(() => import('../pages/money/money-page.js'), 'MoneyPage'),
});

const strays = createRoute({
  getParentRoute: () => root,
  path: '/strays',
  component: lazyRouteComponent(() => import('../pages/strays/strays-page.js'), 'StraysPage'),
});

const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  component: lazyRouteComponent(() => import('../pages/runs/runs-page.js'), 'RunsPage'),
});

const run = createRoute({
  getParentRoute: () => root,
  path: '/runs/$id',
  component: lazyRouteComponent(() => import('../pages/runs/run-page.js'), 'RunPage'),
});

const routeTree = root.addChildren([home, inbox, packages, onePackage, calendar, money, strays, runs, run]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultErrorComponent: ({ error, reset }) => <Trouble error={error} again={reset} />,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

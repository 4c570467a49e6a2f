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

const routeTree = root.addChildren([home, inbox, packages, onePackage]);

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

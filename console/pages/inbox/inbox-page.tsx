import { Page } from '../../parts/page.js';

export function InboxPage() {
  return <Page title="Inbox">.</Page>;
}

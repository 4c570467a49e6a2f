import { Link } from '@tanstack/react-router';
import { Empty } from '../parts/notice.js';
import { Page } from '../parts/page.js';

export function NotFound() {
  return (
    <Page title="No such page">
      <Empty title="There is nothing at this address.">
        <Link to="/packages">See all packages</Link>
      </Empty>
    </Page>
  );
}

import { useMutation, useQuery } from '@tanstack/react-query';
import { ask } from '../../data/http.js';
import { queryClient } from '../../data/queries.js';
import { Copyable } from '../../parts/copyable.js';
import { Instant } from '../../parts/instant.js';
import { Modal } from '../../parts/modal.js';
import { Trouble } from '../../parts/notice.js';

const LINK_KEY = ['calendar-link'];
const readAgain = () => queryClient.invalidateQueries({ queryKey: LINK_KEY });

/** An address for calendar programs, of one's own, which can be ended. It is shown once. */
export function FeedDialog({ onClose }: { readonly onClose: () => void }) {
  const { data } = useQuery({
    queryKey: LINK_KEY,
    queryFn: ({ signal }) => ask<{ readonly exists: boolean }>('/v1/calendar/link', { signal }),
  });
  const make = useMutation({
    mutationFn: () => ask<{ path: string; expiresAt: string }>('/v1/calendar/link', { method: 'POST', body: {} }),
    onSuccess: readAgain,
  });
  const end = useMutation({
    mutationFn: () => ask<void>('/v1/calendar/link', { method: 'DELETE' }),
    onSuccess: () => {
      make.reset();
      return readAgain();
    },
  });
  const exists = data?.exists ?? false;
  const problem = make.error ?? end.error;
  return (
    <Modal title="Subscribe in a calendar program" isOpen onClose={onClose}>
      <p>
        A calendar program fetches the same days from an address of your own. Whoever has the address can read the
        calendar, and nothing else.
      </p>
      {problem !== null && <Trouble error={problem} />}
      {make.data !== undefined && (
        <>
          <Copyable text={`${window.location.origin}${make.data.path}`} />
          <p className="hint">
            It is shown this once, and holds until <Instant at={make.data.expiresAt} as="day" />.
          </p>
        </>
      )}
      {exists && make.data === undefined && <p className="hint">You have an address already; a new one replaces it.</p>}
      <div className="panel-actions">
        <button type="button" className="button is-primary" disabled={make.isPending} onClick={() => make.mutate()}>
          {exists ? 'Make a new address' : 'Make an address'}
        </button>
        {exists && (
          <button type="button" className="button is-bad" disabled={end.isPending} onClick={() => end.mutate()}>
            End it
          </button>
        )}
        <a className="button" href="/v1/calendar.ics" download="leaseline.ics">
          Download once
        </a>
      </div>
    </Modal>
  );
}

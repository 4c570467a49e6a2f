import { Link } from '@tanstack/react-router';
import { DropdownMenu } from 'radix-ui';
import { queryClient } from '../data/queries.js';
import { logout } from '../data/session.js';
import { useInbox } from '../pages/inbox/use-inbox.js';
import { Wordmark } from '../parts/wordmark.js';
import { NavIcon } from './nav-icon.js';
import { useSession } from './session-context.js';
import { chooseTheme, THEMES, useTheme } from './theme.js';

const PLACES = [
  { to: '/inbox', word: 'Inbox', icon: 'inbox' },
  { to: '/packages', word: 'Packages', icon: 'packages' },
  { to: '/calendar', word: 'Calendar', icon: 'calendar' },
  { to: '/money', word: 'Money', icon: 'money' },
  { to: '/runs', word: 'Runs', icon: 'runs' },
  { to: '/strays', word: 'Strays', icon: 'strays' },
] as const;

export function Sidebar({ onHelp }: { readonly onHelp: () => void }) {
  const waiting = useInbox()?.length ?? 0;
  return (
    <nav className="sidebar" aria-label="Pages">
      <Link to="/inbox" className="sidebar-mark" aria-label="Leaseline, to the inbox">
        <Wordmark />
      </Link>
      <ul>
        {PLACES.map(({ to, word, icon }) => (
          <li key={to}>
            <Link to={to} activeProps={{ 'aria-current': 'page' }}>
              <NavIcon name={icon} />
              <span>{word}</span>
              {to === '/inbox' && waiting > 0 && (
                <span className="badge num">
                  {waiting}
                  <span className="unseen"> waiting</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      <Person onHelp={onHelp} />
    </nav>
  );
}

const THEME_WORDS = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;

function Person({ onHelp }: { readonly onHelp: () => void }) {
  const { name, role, logoutUrl } = useSession();
  const theme = useTheme();
  async function leave(): Promise<void> {
    await logout();
    // A login with the provider would let whoever sits here next in again.
    if (logoutUrl !== null) window.location.assign(logoutUrl);
    queryClient.setQueryData(['session'], null);
    // Nothing of what was read stays for whoever comes next.
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  }
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="person">
        <span className="person-mark" aria-hidden="true">
          {name.slice(0, 1).toUpperCase()}
        </span>
        <span className="person-text">
          <span className="person-name">{name}</span>
          <span className="person-role">{role}</span>
        </span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" side="top" align="start" sideOffset={6}>
          <DropdownMenu.Label className="menu-label">Theme</DropdownMenu.Label>
          <DropdownMenu.RadioGroup
            value={theme}
            onValueChange={(value) => chooseTheme(THEMES.find((one) => one === value) ?? 'system')}
          >
            {THEMES.map((one) => (
              <DropdownMenu.RadioItem key={one} value={one} className="menu-item">
                <DropdownMenu.ItemIndicator className="menu-check">✓</DropdownMenu.ItemIndicator>
                {THEME_WORDS[one]}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Item className="menu-item" onSelect={onHelp}>
            Keyboard <kbd>?</kbd>
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => void leave()}>
            Log out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

import { Outlet } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { Decisions } from '../decide/decisions.js';
import { Help } from './help.js';
import { LineState } from './line-state.js';
import { RealMoney } from './real-money.js';
import { useShortcuts } from './shortcuts.js';
import { Sidebar } from './sidebar.js';

/** What stands around every page. */
export function Shell() {
  const main = useRef<HTMLElement>(null);
  const [isHelping, setIsHelping] = useState(false);
  useShortcuts({ help: () => setIsHelping(true) });
  return (
    <div className="shell">
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        Skip to the page
      </button>
      <RealMoney />
      <Sidebar onHelp={() => setIsHelping(true)} />
      <main id="main" ref={main} tabIndex={-1}>
        <LineState />
        <Outlet />
      </main>
      <Decisions />
      <Help isOpen={isHelping} onClose={() => setIsHelping(false)} />
    </div>
  );
}

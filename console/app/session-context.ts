import { createContext, useContext } from 'react';
import type { Session } from '../data/session.js';

const NOBODY: Session = { name: '', role: 'viewer', may: [], groups: [], logoutUrl: null };

export const SessionContext = createContext<Session>(NOBODY);

/** Who is logged in. */
export const useSession = (): Session => useContext(SessionContext);

import type { Client } from '@temporalio/client';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';

/** What it takes to ask packages, desks and workers: the command line's session has it, and the API. */
export interface Reach {
  readonly client: Client;
  readonly config: LeaselineConfig;
}

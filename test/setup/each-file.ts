import { allLinesFree } from '../support/free-lines.js';

/** Before each test file: its simulated vendors are new, and some of its documents are written before those run. */
allLinesFree();

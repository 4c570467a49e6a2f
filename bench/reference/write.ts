import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { note } from '../../cli/support/output.js';
import { projectRoot } from '../../workers/embedded/home.js';
import { referencePages } from './pages.js';

const folder = join(projectRoot(), 'docs', 'reference');
mkdirSync(folder, { recursive: true });
for (const [file, text] of await referencePages()) writeFileSync(join(folder, file), text);
note(`The reference is in ${folder}`);

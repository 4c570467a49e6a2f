import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const dist = join(root, 'dist');
export const home = process.env.LEASELINE_HOME ? resolve(process.env.LEASELINE_HOME) : join(root, '.leaseline');

import { commandsPage } from './commands.js';
import { configurationPage, packageFilePage } from './fields.js';
import { routesPage } from './routes.js';

/** The generated pages of docs/reference, by file name. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['cli.md', await commandsPage()],
    ['package-file.md', packageFilePage()],
    ['configuration.md', configurationPage()],
    ['api.md', await routesPage()],
  ]);
}

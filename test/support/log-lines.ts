import { type Logger, pino } from 'pino';

/** A log that a test can read. */
export class LogLines {
  text = '';
  readonly logger: Logger;

  constructor() {
    const write = (line: string) => {
      this.text += line;
    };
    this.logger = pino({ level: 'trace' }, { write });
  }
}

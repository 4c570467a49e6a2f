import { type ChildProcess, fork } from 'node:child_process';

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface Numbered<T> {
  readonly id: number;
  readonly body: T;
}

/**
 * A process that is started when it is first needed and answers for as long as this one lives: what it loads takes
 * longer than most of what it is asked. One that ends is started anew by the next question.
 */
export class ResidentProcess<Question, Answer> {
  readonly #script: string;
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess | null = null;
  #asked = 0;

  constructor(script: string) {
    this.#script = script;
  }

  /** @throws when the process ends before it has answered */
  ask(body: Question): Promise<Answer> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as Answer), reject });
      this.#child ??= this.#start();
      this.#child.send({ id, body } satisfies Numbered<Question>);
    });
  }

  #start(): ChildProcess {
    const child = fork(this.#script, [], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: [],
      // Bytes and undefined arrive as what they are.
      serialization: 'advanced',
    });
    child.on('message', ({ id, body }: Numbered<unknown>) => {
      this.#waiting.get(id)?.resolve(body);
      this.#waiting.delete(id);
    });
    child.once('exit', (code) => {
      this.#child = null;
      for (const { reject } of this.#waiting.values()) reject(new Error(`${this.#script} ended with ${code}`));
      this.#waiting.clear();
    });
    // It ends when this process does, and is no reason not to.
    child.unref();
    child.channel?.unref();
    return child;
  }
}

/** The other end: answers every question in turn, and ends with whoever asks. */
export function answerEach<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  let line: Promise<void> = Promise.resolve();
  process.on('message', ({ id, body }: Numbered<Question>) => {
    line = line.then(async () => {
      const reply: Numbered<Answer> = { id, body: await answer(body) };
      if (process.connected) process.send?.(reply);
    });
  });
  process.on('disconnect', () => process.exit(0));
}

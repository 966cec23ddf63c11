import type { Worker } from 'node:worker_threads';

/** One call that a worker has answered. */
export interface Answered {
  readonly method: string;
  readonly argument: unknown;
  readonly value: unknown;
}

type Message = Readonly<Record<string, unknown>>;

interface Overheard {
  /** Calls not answered yet, by their number. */
  readonly open: Map<unknown, Message>;
  readonly listen: (answer: Message) => void;
}

/**
 * The threads that compute for the extension, which lives in the same
 * extension host as the tests: what is asked of them, what they answer, and
 * an end to them that nobody there asked for. In Node's extension host only.
 */
export class Workers {
  private readonly answers: (Answered & { readonly worker: Worker })[] = [];
  private readonly overheard = new Map<Worker, Overheard>();
  private training: Worker | undefined;
  private readonly prototype = process.getBuiltinModule('node:worker_threads').Worker.prototype;
  // oxlint-disable-next-line typescript/unbound-method -- called on the worker that it was called on
  private readonly postMessage = this.prototype.postMessage;

  constructor() {
    const { postMessage, prototype } = this;
    const overhear = (worker: Worker, message: Message): void => {
      this.overhear(worker).open.set(message['id'], message);
      if (message['method'] === 'commandTraining') this.training = worker;
    };
    prototype.postMessage = function (message: Message, transfer) {
      overhear(this, message);
      postMessage.call(this, message, transfer);
    };
  }

  /**
   * What the one that was last told what to do with its training
   * has answered since the construction, in that order.
   */
  get answered(): readonly Answered[] {
    return this.answers.filter(({ worker }) => worker === this.training);
  }

  /** Leaves the workers to themselves. */
  stop(): void {
    this.prototype.postMessage = this.postMessage;
    for (const [worker, { listen }] of this.overheard) worker.off('message', listen);
  }

  /** Ends that one, as running out of memory would. */
  async kill(): Promise<void> {
    if (this.training === undefined) throw new Error('No worker trains.');
    await this.training.terminate();
  }

  private overhear(worker: Worker): Overheard {
    const known = this.overheard.get(worker);
    if (known !== undefined) return known;
    const open = new Map<unknown, Message>();
    const listen = ({ id, ok, value }: Message): void => {
      const call = open.get(id);
      open.delete(id);
      if (call !== undefined && ok === true) {
        const method = String(call['method']);
        this.answers.push({ worker, method, argument: call['argument'], value });
      }
    };
    const overheard = { open, listen };
    this.overheard.set(worker, overheard);
    worker.on('message', listen);
    return overheard;
  }
}

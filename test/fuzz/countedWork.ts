import { Session, type Profiler } from 'node:inspector';

/**
 * Counts how often stretches of code are executed (functions and the blocks
 * in them), which no other load on the machine changes. What the engine of
 * JavaScript does inside one call, as searching a text, counts as nothing.
 */
export class WorkCounter {
  readonly #session = new Session();

  constructor() {
    this.#session.connect();
    this.#post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  async count(work: () => void | Promise<void>): Promise<number> {
    this.#take();
    await work();
    return this.#take();
  }

  /** Executions since the last time; they begin at zero again. */
  #take(): number {
    let total = 0;
    this.#session.post('Profiler.takePreciseCoverage', (error, taken) => {
      if (error) throw error;
      for (const script of taken.result) total += executions(script);
    });
    return total;
  }

  #post(method: 'Profiler.enable'): void {
    this.#session.post(method);
  }
}

function executions({ url, functions }: Profiler.ScriptCoverage): number {
  if (url.startsWith('node:')) return 0;
  let total = 0;
  for (const { ranges } of functions) for (const { count } of ranges) total += count;
  return total;
}

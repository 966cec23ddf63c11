/** Work that rests now and then, so that it can be interrupted; dropping it is `return`. */
export type Job = Generator<void, void>;

/** What is done one after the other, before anything else. */
export class JobQueue {
  private jobs: Job[] = [];

  get isEmpty(): boolean {
    return this.jobs.length === 0;
  }

  push(job: Job): void {
    this.jobs.push(job);
  }

  /** @returns what the work gives; rejected with what it throws, and where it is dropped */
  waitFor<Result>(work: Generator<void, Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.push(settling(work, resolve, reject));
    });
  }

  /** @returns when everything before it is done, or was dropped */
  waitForAll(): Promise<void> {
    return new Promise((resolve) => {
      this.push(
        settling(nothing(), resolve, () => {
          resolve();
        }),
      );
    });
  }

  /**
   * Works until the first job rests.
   * @returns whether it is done now
   */
  work(): boolean {
    const isDone = this.jobs[0]?.next().done === true;
    if (isDone) this.jobs.shift();
    return isDone;
  }

  drop(): void {
    for (const job of this.jobs) job.return();
    this.jobs = [];
  }
}

// eslint-disable-next-line require-yield -- it is only waited for
function* nothing(): Job {
  return;
}

/** Hands over the result, or what was thrown; also when it is dropped. */
function* settling<Result>(
  work: Generator<void, Result>,
  resolve: (result: Result) => void,
  reject: (error: unknown) => void,
): Job {
  let isDone = false;
  try {
    const result = yield* work;
    isDone = true;
    resolve(result);
  } catch (error) {
    isDone = true;
    reject(error);
    throw error;
  } finally {
    if (!isDone) reject(new Error('The run was reset meanwhile.'));
  }
}

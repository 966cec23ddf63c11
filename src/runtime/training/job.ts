/** Work that rests now and then, so that it can be interrupted; dropping it is `return`. */
export type Job = Generator<void, void>;

// eslint-disable-next-line require-yield -- it is only waited for
export function* nothing(): Job {
  return;
}

/** A job that hands over its result, or what was thrown; also when it is dropped. */
export function* settle<Result>(
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

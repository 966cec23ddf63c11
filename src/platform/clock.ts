import type { Clock } from '../runtime/runtimeEnvironment';

/** Node's. `setImmediate` comes after the messages that wait, where a timer would wait a millisecond more. */
export const clock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    if (milliseconds <= 0) {
      const turn = setImmediate(callback);
      return () => {
        clearImmediate(turn);
      };
    }
    const timer = setTimeout(callback, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};

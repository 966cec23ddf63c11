import type { Clock } from '../runtime/runtimeEnvironment';

/** The browser's. A message to oneself comes after those that wait, where a timer is held back by 4 ms. */
export const clock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    if (milliseconds <= 0) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        callback();
      };
      port2.postMessage(undefined);
      return () => {
        port1.close();
      };
    }
    const timer = setTimeout(callback, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};

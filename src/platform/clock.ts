import type { Clock } from '../runtime/runtimeEnvironment';

/** Node's and the browser's. */
export const clock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    if (milliseconds <= 0) return afterWaitingMessages(callback);
    const timer = setTimeout(callback, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** A timer would wait a millisecond more in Node, and is held back by 4 ms in browsers. */
const afterWaitingMessages: (callback: () => void) => () => void =
  typeof setImmediate === 'function' ? afterTurnOfNode : afterMessageToOneself;

function afterTurnOfNode(callback: () => void): () => void {
  const turn = setImmediate(callback);
  return () => {
    clearImmediate(turn);
  };
}

function afterMessageToOneself(callback: () => void): () => void {
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

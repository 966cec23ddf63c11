import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { StartedWorker } from './workerRuntime';

/** Starts the runtime in a worker thread of Node. Its file lies beside the bundle. */
export function startWorkerThread(): Promise<StartedWorker> {
  const worker = new Worker(path.join(__dirname, 'worker.js'));
  let terminated = false;
  return Promise.resolve({
    port: {
      post: (message, transfer = []) => {
        worker.postMessage(message, [...transfer]);
      },
      listen: (listener) => {
        worker.on('message', listener);
        return () => worker.off('message', listener);
      },
    },
    terminate: () => {
      terminated = true;
      void worker.terminate();
    },
    onDeath: (listener) => {
      let cause: string | undefined;
      worker.on('error', (error: Error) => {
        cause = error.message;
      });
      worker.on('exit', (code) => {
        if (!terminated) listener(cause ?? `The worker ended with code ${code}.`);
      });
    },
  });
}

import type { Runtime } from '../runtime/runtime';
import { hostRuntime } from './hostRuntime';
import { readKernels, type RuntimeAssets } from './runtimeAssets';
import { workerRuntime } from './workerRuntime';
import type { StartedWorker } from './workerRuntime';

/** Starts the runtime in a web worker, or in the extension host itself where none can be had. */
export function startRuntime(assets: RuntimeAssets): Runtime {
  if (typeof Worker === 'undefined') return hostRuntime(assets);
  return workerRuntime(
    () => startWorker(assets),
    () => readKernels(assets),
  );
}

async function startWorker(assets: RuntimeAssets): Promise<StartedWorker> {
  const source = await assets.read('worker.js');
  // The extension lives on another origin than the extension host, and a worker must not: hence the blob.
  const url = URL.createObjectURL(new Blob([source.slice()], { type: 'text/javascript' }));
  const worker = new Worker(url);
  // VS Code's browser host loads the script from within another
  // worker, some time after this: the address stays until the end.
  const forget = (): void => {
    URL.revokeObjectURL(url);
  };
  return {
    port: {
      post: (message, transfer = []) => {
        worker.postMessage(message, [...transfer]);
      },
      listen: (listener) => {
        const receive = (event: MessageEvent<unknown>): void => {
          listener(event.data);
        };
        worker.addEventListener('message', receive);
        return () => {
          worker.removeEventListener('message', receive);
        };
      },
    },
    terminate: () => {
      worker.terminate();
      forget();
    },
    onDeath: (listener) => {
      worker.addEventListener('error', (event) => {
        worker.terminate();
        forget();
        listener(event.message);
      });
    },
  };
}

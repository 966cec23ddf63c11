import type { RuntimeAssets } from './runtimeAssets';
import type { StartedWorker } from './workerRuntime';

/** All but the one that the window needs, and one at least: a browser does not tell how busy they are. */
export function spareCores(): number {
  return Math.max(1, navigator.hardwareConcurrency - 1);
}

/** Starts the runtime in a web worker. */
export async function startBrowserWorker(assets: RuntimeAssets): Promise<StartedWorker> {
  // The extension host is a worker itself, and Safari before 15.5 starts none inside another.
  if (typeof Worker === 'undefined') throw new Error('This browser is too old to compute here.');
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

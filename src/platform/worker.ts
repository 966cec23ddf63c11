import { serve, type Port } from '../protocol/channel';
import type { RuntimeService } from '../protocol/runtimeService';
import { runtimeService } from '../runtime/serveRuntime';
import { workerEnvironment } from './platformEnvironments';

/** One file serves Node and browsers: only the way messages come differs, and the engine is large. */
function start(port: Port): void {
  serve<RuntimeService>(port, runtimeService(workerEnvironment));
}

/** A browser's worker is its own port. */
function browserPort(): Port {
  return {
    post: (message) => {
      self.postMessage(message);
    },
    listen: (listener) => {
      const receive = (event: MessageEvent<unknown>): void => {
        listener(event.data);
      };
      self.addEventListener('message', receive);
      return () => {
        self.removeEventListener('message', receive);
      };
    },
  };
}

/** What comes in before this has loaded waits in the port. */
async function threadPort(): Promise<Port> {
  const { parentPort } = await import('node:worker_threads');
  if (parentPort === null) throw new Error('This file runs in a worker thread.');
  return {
    post: (message) => {
      parentPort.postMessage(message);
    },
    listen: (listener) => {
      parentPort.on('message', listener);
      return () => parentPort.off('message', listener);
    },
  };
}

// Node's threads have no `self`.
if (typeof self === 'undefined') void threadPort().then(start);
else start(browserPort());

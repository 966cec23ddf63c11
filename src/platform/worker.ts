import { parentPort } from 'node:worker_threads';
import { serve } from '../protocol/channel';
import type { RuntimeService } from '../protocol/runtimeService';
import { runtimeService } from '../runtime/serveRuntime';
import { workerEnvironment } from './platformEnvironments';

const host = parentPort;
if (host === null) throw new Error('This file runs in a worker thread.');

serve<RuntimeService>(
  {
    post: (message) => {
      host.postMessage(message);
    },
    listen: (listener) => {
      host.on('message', listener);
      return () => host.off('message', listener);
    },
  },
  runtimeService(workerEnvironment),
);

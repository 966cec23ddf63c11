import { serve } from '../protocol/channel';
import type { RuntimeService } from '../protocol/runtimeService';
import { runtimeService } from '../runtime/serveRuntime';
import { workerEnvironment } from './platformEnvironments';

serve<RuntimeService>(
  {
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
  },
  runtimeService(workerEnvironment),
);

import { serve } from '../protocol/channel';
import type { RuntimeService } from '../protocol/service';
import { runtimeService } from '../runtime/service';
import { workerEnvironment } from './environment';

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

import type { Remote } from '../protocol/channel';
import type { RuntimeService } from '../protocol/service';

/** Where numbers are computed, as the rest of the extension sees it: calls that answer later. */
export interface Runtime {
  readonly service: Remote<RuntimeService>;
  /** Ends whatever is being computed: its callers are rejected with `reason`. The next call starts afresh. */
  cancel(reason: string): void;
  dispose(): void;
}

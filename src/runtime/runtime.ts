import type { Remote } from '../protocol/channel';
import type { RuntimeService } from '../protocol/runtimeService';

/** Where numbers are computed, as the rest of the extension sees it: calls that answer later. */
export interface Runtime {
  readonly service: Remote<RuntimeService>;
  /** Ends whatever is being computed: its callers are rejected with `reason`. The next call starts afresh. */
  cancel(reason: string): void;
  /**
   * Tells whoever has something there that it is gone, though nobody ended it: out of memory, for example.
   * Calls that are being worked on are rejected with the same cause. The next call starts afresh.
   */
  onDidDie(listener: (cause: string) => void): void;
  dispose(): void;
}

import type { NetworkPanelToHost } from '../../src/protocol/networkPanel';
import { vscodeApi } from '../shared/vscodeApi';

/** Says something to the extension. */
export function tell(message: NetworkPanelToHost): void {
  vscodeApi.postMessage(message);
}

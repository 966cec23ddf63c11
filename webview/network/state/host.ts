import type { NetworkPanelToHost } from '../../../src/protocol/networkPanel';
import { vscodeApi } from '../../kit/vscodeApi';

/** Says something to the extension. */
export function tell(message: NetworkPanelToHost): void {
  vscodeApi.postMessage(message);
}

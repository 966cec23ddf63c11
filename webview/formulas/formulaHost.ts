import type { PanelToHost } from '../../src/protocol/panel';
import { vscodeApi } from '../kit/vscodeApi';

/** Says something to the extension. */
export function tell(message: PanelToHost): void {
  vscodeApi.postMessage(message);
}

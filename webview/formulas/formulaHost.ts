import { receiveInPanel, type HostToPanel, type PanelToHost } from '../../src/protocol/panel';
import { connectToHost } from '../kit/host';

/** The channel to the extension, by the protocol of a panel of formulas. */
export const { post, start } = connectToHost<HostToPanel, PanelToHost>(receiveInPanel, (reason) => ({
  kind: 'log',
  level: 'warning',
  text: `The panel refused a message: ${reason}`,
}));

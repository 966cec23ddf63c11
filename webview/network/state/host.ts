import {
  receiveInNetworkPanel,
  type HostToNetworkPanel,
  type NetworkPanelToHost,
} from '../../../src/protocol/networkPanel';
import { connectToHost } from '../../kit/host';

/** The channel to the extension, by the protocol of a panel of a network. */
export const { post, start } = connectToHost<HostToNetworkPanel, NetworkPanelToHost>(
  receiveInNetworkPanel,
  (reason) => ({ kind: 'refused', reason }),
);

import {
  receiveInNetworkPanel,
  type NetworkPanelToHost,
  type ToNetworkPanel,
} from '../../../src/protocol/networkPanelMessages';
import { connectToHost } from '../../kit/hostConnection';

/** The channel to the extension, by the protocol of a panel of a network. */
export const { post, start } = connectToHost<ToNetworkPanel, NetworkPanelToHost>(receiveInNetworkPanel);

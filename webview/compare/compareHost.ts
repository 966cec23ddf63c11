import {
  receiveInComparePanel,
  type ComparePanelToHost,
  type ToComparePanel,
} from '../../src/protocol/comparePanelMessages';
import { connectToHost } from '../kit/hostConnection';

/** The channel to the extension, by the protocol of the panel that compares. */
export const { post, start } = connectToHost<ToComparePanel, ComparePanelToHost>(receiveInComparePanel);

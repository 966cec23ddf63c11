import { receiveInPanel, type PanelToHost, type ToFormulaPanel } from '../../src/protocol/panel';
import { connectToHost } from '../kit/hostConnection';

/** The channel to the extension, by the protocol of a panel of formulas. */
export const { post, start } = connectToHost<ToFormulaPanel, PanelToHost>(receiveInPanel);

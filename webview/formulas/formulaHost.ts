import {
  receiveInFormulaPanel,
  type FormulaPanelToHost,
  type ToFormulaPanel,
} from '../../src/protocol/formulaPanelMessages';
import { connectToHost } from '../kit/hostConnection';

/** The channel to the extension, by the protocol of a panel of formulas. */
export const { post, start } = connectToHost<ToFormulaPanel, FormulaPanelToHost>(receiveInFormulaPanel);

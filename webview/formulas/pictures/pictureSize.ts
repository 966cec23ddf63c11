import type { PanelNode } from '../../../src/protocol/formulaPanelMessages';
import { matrixSides } from '../../tensor/cells';
import { numberedCell } from './cellSizes';

export const openedHeading = 30;
export const openedPadding = 10;
const captionLine = 16;

/** Side lengths of a mask's cells: wide enough for a number where there are few. */
export function maskCell(shape: readonly number[]): { width: number; height: number; numbered: boolean } {
  const { rows, columns } = matrixSides(shape);
  if (rows <= 4 && columns <= 4) return { ...numberedCell, numbered: true };
  const side = Math.max(5, Math.min(14, Math.floor(150 / Math.max(rows, columns))));
  return { width: side, height: side, numbered: false };
}

export const curveSize = { width: 210, height: 130 };
export const barsSize = { width: 190, height: 120 };
export const maskGap = 26;

/** Room for the picture alone. */
export function pictureSize(node: PanelNode): { width: number; height: number } {
  const { picture } = node;
  if (picture === 'sigmoid') return curveSize;
  if (picture === 'softmax' || picture === 'softmaxWithTarget') return barsSize;
  const { rows, columns } = matrixSides(node.shape);
  const cell = maskCell(node.shape);
  return {
    width: Math.max(150, 2 * Math.min(columns, 16) * cell.width + maskGap),
    height: Math.min(rows, 16) * cell.height + captionLine + 4,
  };
}

/** Size of the node in the graph while it is open. */
export function openedSize(node: PanelNode): { width: number; height: number } {
  const { width, height } = pictureSize(node);
  return { width: width + 2 * openedPadding, height: height + openedHeading + openedPadding };
}

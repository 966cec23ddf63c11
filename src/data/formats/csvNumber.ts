/** Why a cell is no number. */
export type CellMistake = 'empty' | 'not a number' | 'not finite';

/** The decimal number in a cell; spaces around it do not count. */
export function parseCell(cell: string): number | CellMistake {
  const value = Number(cell);
  if (Number.isFinite(value)) {
    const text = cell.trim();
    if (text === '') return 'empty';
    // `Number` also takes 0x, 0o and 0b.
    return /^0[xob]/i.test(text) ? 'not a number' : value;
  }
  return !Number.isNaN(value) || /^\s*[+-]?(nan|inf|infinity)\s*$/i.test(cell)
    ? 'not finite'
    : 'not a number';
}

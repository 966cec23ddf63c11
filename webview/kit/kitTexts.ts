/** Texts of what all panels have in common. */
export const strings = {
  showTable: 'Show as a table',
  chart: 'chart',
  firstRows: 'The first {0} of {1} rows.',
  exportMenu: 'Export',
  exportSvg: 'SVG, theme colors',
  exportSvgPrint: 'SVG, print colors',
  exportPng: 'PNG, theme colors',
  exportPngPrint: 'PNG, print colors',
  copyPicture: 'Copy the picture',
  copied: 'Copied.',
  notCopied: 'The picture could not be copied: {0}',
  notExported: 'The picture could not be made: {0}',
  closeStatus: 'Close this message',
  closeCauses: 'Close the explanation',
  working: 'Working it out…',
} as const;

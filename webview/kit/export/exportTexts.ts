/** Texts of every export menu. */
export const strings = {
  exportMenu: 'Export',
  exportSvg: 'SVG, theme colors',
  exportSvgPrint: 'SVG, print colors',
  exportPng: 'PNG, theme colors',
  exportPngPrint: 'PNG, print colors',
  copyPicture: 'Copy the picture',
  copied: 'Copied.',
  notCopied: 'The picture could not be copied: {0}',
  notExported: 'The picture could not be made: {0}',
  runCsv: 'The run as CSV',
  runJson: 'The run as JSON',
  copyRun: 'Copy the run as CSV',
} as const;

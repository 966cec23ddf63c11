import type { MenuItem } from '../../kit/controls/Menu';
import { strings } from '../../kit/export/exportTexts';
import { text } from '../../kit/texts';
import { tell } from '../state/host';
import { exportText } from './exportView';
import { runAsCsv, runAsJson } from './runExport';

/** The numbers of the run, as files or in the clipboard. */
export function runItems(): MenuItem[] {
  return [
    {
      label: text(strings.runCsv),
      onChoose: () => {
        exportText('run', 'csv', runAsCsv());
      },
    },
    {
      label: text(strings.runJson),
      onChoose: () => {
        exportText('run', 'json', runAsJson());
      },
    },
    {
      label: text(strings.copyRun),
      onChoose: () => {
        tell({ kind: 'copy', text: runAsCsv() });
      },
    },
  ];
}

import * as vscode from 'vscode';
import type { CheckedFile, Diagnostic } from '../../language';

/** Where files of data can be had that are not there. */
export interface DataPage {
  readonly title: string;
  readonly uri: vscode.Uri;
}

/** The copy of MNIST's files that is published for everybody. */
const mnistPage = 'https://github.com/cvdfoundation/mnist';

/** Data whose files are not there: what a panel says and Problems list, with the same ways out. */
export const missingDataCode = 'missing-data-files';

/** @returns `undefined` where it is not files that are missing, or where they are somebody's own */
export function pageOfData(file: CheckedFile, { code, range }: Diagnostic): DataPage | undefined {
  if (code !== missingDataCode) return undefined;
  const owner = file.networks.find(
    (network) => network.range.start <= range.start && range.end <= network.range.end,
  );
  if (owner?.program?.data.source !== 'mnist') return undefined;
  return { title: vscode.l10n.t('How to get the files'), uri: vscode.Uri.parse(mnistPage) };
}

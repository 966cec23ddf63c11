import * as vscode from 'vscode';
import { mostVariants } from '../../../language';
import { lenses } from '../../../language/services';
import { runVariantsCommand } from '../../commands/names';
import { toEditorRange } from '../../documents/ranges';
import { countText } from '../../localise';
import type { LensContext } from './codeLenses';

/** Runs the variants of every `compare`; one that cannot run says so. */
export function comparisonLenses({ uri, file }: LensContext): vscode.CodeLens[] {
  return lenses(file).flatMap((lens) => {
    if (lens.kind !== 'compare') return [];
    const outline = file.comparisons.find(({ range }) => range.start === lens.range.start);
    const { count = 0, comparison } = outline ?? {};
    const range = toEditorRange(file, lens.range);
    if (comparison === undefined) {
      const title =
        count > mostVariants
          ? vscode.l10n.t('{0} variants are too many', countText(count))
          : vscode.l10n.t('This comparison cannot run');
      return [new vscode.CodeLens(range, { title: `$(error) ${title}`, command: '' })];
    }
    return [
      new vscode.CodeLens(range, {
        title:
          count === 1 ? vscode.l10n.t('Run 1 Variant') : vscode.l10n.t('Run {0} Variants', countText(count)),
        tooltip: vscode.l10n.t(
          'Train every combination of the values, and compare them. What was trained before is not trained again.',
        ),
        command: runVariantsCommand,
        arguments: [uri, outline?.name],
      }),
    ];
  });
}

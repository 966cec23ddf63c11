import * as vscode from 'vscode';
import { formatShape } from '../../../language';
import { percent, shortNumber } from '../../../protocol/numberText';
import { type LayerScalarName, layerScalarNames } from '../../../protocol/trainingFrame';
import { countText, displayLanguage, localise, parametersText } from '../../localise';
import { appendPlainText } from '../../markdownText';
import { scalarIn } from '../../training/history';
import { layersByLine } from '../inlineValues/layerLineTexts';
import type { NetworkRun } from '../../training/networkRun';

/** A line in a long `repeat` makes more layers than anybody reads. */
const mostLayers = 8;

/** All that the runs of a definition know of the layers in one line; empty where there are none. */
export function layerHovers(
  runs: readonly NetworkRun[],
  document: vscode.TextDocument,
  line: number,
): vscode.MarkdownString[] {
  return runs.flatMap((run) => {
    const layers = layersByLine(run, document).get(line) ?? [];
    return layers.slice(0, mostLayers).map((layer) => layerHover(run, layer));
  });
}

function layerHover(run: NetworkRun, layer: number): vscode.MarkdownString {
  const { description, shown, openFindings, stale } = run;
  const markdown = new vscode.MarkdownString();
  const described = description?.layers[layer];
  if (described === undefined) return markdown;
  const { name, shape, parameterCount } = described;
  const parts = [`${name} → ${formatShape(shape)}`];
  if (parameterCount > 0) parts.push(parametersText(parameterCount));
  markdown.appendCodeblock(parts.join(' · '), 'text');
  for (const scalar of layerScalarNames) {
    const value = scalarIn(shown?.scalars ?? [], layer, scalar);
    if (value === undefined) continue;
    const write = scalar === 'blockedShare' || scalar === 'saturatedShare' ? percent : shortNumber;
    markdown.appendMarkdown(`- ${titleOf(scalar)}: ${write(value, displayLanguage)}\n`);
  }
  for (const finding of openFindings) {
    if (finding.layer !== layer) continue;
    markdown.appendMarkdown('\n\n$(warning) ');
    markdown.supportThemeIcons = true;
    appendPlainText(markdown, `${localise(finding.message)} ${localise(finding.explanation)}`);
  }
  markdown.appendMarkdown(`\n\n*${stepText(run)}*`);
  if (stale) markdown.appendMarkdown(` *${vscode.l10n.t('From before the text was changed.')}*`);
  return markdown;
}

function stepText({ shown }: NetworkRun): string {
  if (shown?.measuredAt === undefined) {
    return shown?.loss === undefined
      ? vscode.l10n.t('Before the first step.')
      : vscode.l10n.t('Of one pass forward and backward, before its update.');
  }
  const { measuredAt, stepsDone, lookedBackAt } = shown;
  return lookedBackAt === undefined
    ? vscode.l10n.t('Measured at step {0} of {1}.', countText(measuredAt), countText(stepsDone))
    : vscode.l10n.t('Looking back at step {0} of {1}.', countText(measuredAt), countText(stepsDone));
}

function titleOf(scalar: LayerScalarName): string {
  switch (scalar) {
    case 'gradientNorm':
      return vscode.l10n.t('norm of the gradient of its parameters');
    case 'meanAbsoluteGradient':
      return vscode.l10n.t('mean absolute gradient of its weights');
    case 'updateToWeightRatio':
      return vscode.l10n.t('update to weight ratio');
    case 'blockedShare':
      return vscode.l10n.t('blocked by its ReLU');
    case 'saturatedShare':
      return vscode.l10n.t('saturated outputs');
  }
}

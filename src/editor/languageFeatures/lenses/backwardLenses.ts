import * as vscode from 'vscode';
import type { CheckedFile } from '../../../language';
import { errorBehind, lenses, type BackwardLens } from '../../../language/services';
import { checkGradientsCommand, runBackwardCommand, stepThroughCommand } from '../../commands/names';
import { toEditorRange } from '../../documents/ranges';
import { sealOfRun, type FormulaRun } from '../../formulas/formulaRun';
import { isTooLarge } from '../../formulas/liveFormulas';
import { localise } from '../../localise';
import type { LensContext } from './codeLenses';
import { verdictDetails, verdictTitle } from './verdict';

/** `▷ Run Backward` and `Check Gradients` above every `backward`, also above one that cannot run. */
export function backwardLenses(context: LensContext): vscode.CodeLens[] {
  return lenses(context.file).flatMap((lens) => (lens.kind === 'backward' ? lensesOf(lens, context) : []));
}

function lensesOf(lens: BackwardLens, context: LensContext): vscode.CodeLens[] {
  const { uri, file, session } = context;
  const range = toEditorRange(file, lens.range);
  const { passIndex: pass } = lens;
  if (pass === undefined) {
    return [new vscode.CodeLens(range, { title: `$(error) ${whyNot(file, lens)}`, command: '' })];
  }
  const running = session?.running ?? false;
  const walked = session?.walked;
  const waits = session?.stale === true && isTooLarge(context, session);
  const check = session?.gradientChecks.get(pass);
  return [
    new vscode.CodeLens(range, {
      title: running
        ? `$(loading~spin) ${vscode.l10n.t('Running…')}`
        : `$(play) ${waits ? vscode.l10n.t('Run Backward (the values wait for it)') : vscode.l10n.t('Run Backward')}`,
      tooltip: waits
        ? vscode.l10n.t('These formulas take longer than a keystroke may, so they are computed on a click')
        : vscode.l10n.t('Compute every value and the gradients of this pass'),
      command: runBackwardCommand,
      arguments: [uri, pass],
    }),
    new vscode.CodeLens(range, {
      title:
        walked?.pass === pass
          ? vscode.l10n.t('Step {0} of {1}', walked.step, walked.steps)
          : vscode.l10n.t('Step Through'),
      tooltip: vscode.l10n.t('Walk the graph node by node, with the chain rule in your numbers'),
      command: stepThroughCommand,
      arguments: [uri, pass],
    }),
    new vscode.CodeLens(range, {
      title: check === undefined ? vscode.l10n.t('Check Gradients') : verdictTitle(check),
      tooltip:
        check === undefined
          ? vscode.l10n.t('Compare the gradients of this pass with central differences')
          : verdictDetails(check, (name) => isGradientSealed(session?.run, pass, name)),
      command: checkGradientsCommand,
      arguments: [uri, pass],
    }),
  ];
}

/** The mistake that keeps a pass from running: its own, or one in a line it depends on. */
function whyNot(file: CheckedFile, lens: BackwardLens): string {
  const statement = file.ast.statements.find(({ start }) => start === lens.range.start) ?? lens.range;
  const error = errorBehind(file, statement);
  if (error === undefined) return vscode.l10n.t('This pass cannot run');
  const { message, range } = error;
  if (range.start >= statement.start && range.start <= statement.end) return localise(message);
  return vscode.l10n.t('Line {0}: {1}', file.positionAt(range.start).line + 1, localise(message));
}

function isGradientSealed(run: FormulaRun | undefined, pass: number, name: string): boolean {
  const value = run?.file.formulas.values.find((each) => each.name === name);
  return run !== undefined && value !== undefined && sealOfRun(run).isGradientSealed(pass, value.node);
}

import type { CheckReason, Verdict } from '../../../engine/explain/entryCheck';
import * as vscode from 'vscode';
import { exactNumber, shortNumber } from '../../../protocol/numberText';
import { displayLanguage } from '../../localise';
import type { CheckedValue, GradientCheck } from '../../../engine/explain/gradientCheck';

const icons: Readonly<Record<Verdict, string>> = {
  agrees: '$(check)',
  corner: '$(check)',
  'cannot tell': '$(question)',
  wrong: '$(error)',
};

/** `$(check) gradients agree to 3e-9`: the lens after a check. */
export function verdictTitle(check: GradientCheck): string {
  const sentence = verdictSentence(check);
  return check.values.length === 0 ? sentence : `${icons[check.verdict]} ${sentence}`;
}

/** `gradients agree to 3e-9` */
export function verdictSentence(check: GradientCheck): string {
  const worst = worstOf(check);
  if (worst === undefined) return vscode.l10n.t('no gradients to check');
  const error = errorText(worst);
  switch (check.verdict) {
    case 'agrees':
      return worst.worst.relativeError === 0
        ? vscode.l10n.t('gradients agree exactly')
        : vscode.l10n.t('gradients agree to {0}', error);
    case 'corner':
      return vscode.l10n.t('gradients agree beside a corner of {0}', worst.name);
    case 'cannot tell':
      return vscode.l10n.t('gradients cannot be judged: {0}', worst.name);
    case 'wrong':
      return vscode.l10n.t('gradients differ: worst {0}, by {1}', worst.name, error);
  }
}

/** What the lens says on hover: one line per value. */
export function verdictDetails(check: GradientCheck, isSealed?: (name: string) => boolean): string {
  const lines = comparisonLines(check, isSealed);
  return [vscode.l10n.t('The worst entry of each value; click to check again'), ...lines].join('\n');
}

/** One line per value: what was compared, and how far apart it was; of a sealed one only how far. */
export function comparisonLines(
  check: GradientCheck,
  isSealed: (name: string) => boolean = () => false,
): readonly string[] {
  return check.values.map((value) => {
    if (isSealed(value.name)) {
      return vscode.l10n.t('{0}: sealed, relative error {1}', value.name, errorText(value));
    }
    const { analytic, numeric, reason, noise } = value.worst;
    const line = vscode.l10n.t(
      '{0}: backward {1}, differences {2}, relative error {3}, rounding {4}',
      value.name,
      exactNumber(analytic, displayLanguage),
      exactNumber(numeric, displayLanguage),
      errorText(value),
      noise.toExponential(0),
    );
    return reason === undefined ? line : `${line} (${reasonText(reason)})`;
  });
}

function reasonText(reason: CheckReason): string {
  switch (reason) {
    case 'corner':
      return vscode.l10n.t('a corner or a tie, right on both sides');
    case 'jump':
      return vscode.l10n.t('the function jumps here, and backward is right on both sides');
    case 'edge':
      return vscode.l10n.t('the function is not a number on one side, and backward is right on the other');
    case 'steep':
      return vscode.l10n.t('backward is NaN or infinite where a layer has no slope');
    case 'notFinite':
      return vscode.l10n.t('the function, or a value on its way, is NaN or infinite');
    case 'rounding':
      return vscode.l10n.t('rounding hides a gradient of this size');
    case 'turning':
      return vscode.l10n.t('the gradient turns within the smallest step');
    case 'close':
      return vscode.l10n.t('they differ by less than a mistake would make them');
  }
}

function worstOf({ values }: GradientCheck): CheckedValue | undefined {
  return values.reduce<CheckedValue | undefined>(
    (worst, value) => (worst === undefined || isWorse(value, worst) ? value : worst),
    undefined,
  );
}

const severity: Readonly<Record<Verdict, number>> = { agrees: 0, corner: 1, 'cannot tell': 2, wrong: 3 };

/** An error that is not a number is the worst of all. */
function isWorse(a: CheckedValue, b: CheckedValue): boolean {
  if (a.verdict !== b.verdict) return severity[a.verdict] > severity[b.verdict];
  return !(a.worst.relativeError <= b.worst.relativeError);
}

function errorText({ worst }: CheckedValue): string {
  return shortNumber(worst.relativeError, displayLanguage, 1);
}

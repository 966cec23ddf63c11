import * as vscode from 'vscode';
import { exactNumber, shortNumber } from '../../../protocol/numberText';
import { displayLanguage } from '../../localise';
import type { CheckedValue, GradientCheck } from '../../../engine/explain/gradientCheck';

/** `gradients agree to 3e-9`: the lens after a check. */
export function verdictTitle(check: GradientCheck): string {
  const worst = worstOf(check);
  if (worst === undefined) return vscode.l10n.t('no gradients to check');
  const error = errorText(worst);
  switch (check.verdict) {
    case 'good':
      return `$(check) ${
        worst.worst.relativeError === 0
          ? vscode.l10n.t('gradients agree exactly')
          : vscode.l10n.t('gradients agree to {0}', error)
      }`;
    case 'between':
      return `$(warning) ${vscode.l10n.t('gradients agree to {0} only: worst {1}', error, worst.name)}`;
    case 'wrong':
      return `$(error) ${vscode.l10n.t('gradients differ: worst {0}, by {1}', worst.name, error)}`;
  }
}

/** One line per value: what was compared, and how far apart it was. */
export function verdictDetails(check: GradientCheck): string {
  const lines = check.values.map((value) => {
    const { analytic, numeric, obstacle } = value.worst;
    const line = vscode.l10n.t(
      '{0}: backward {1}, central difference {2}, relative error {3}',
      value.name,
      exactNumber(analytic, displayLanguage),
      exactNumber(numeric, displayLanguage),
      errorText(value),
    );
    if (obstacle === 'kink') return `${line} (${vscode.l10n.t('at a corner, where there is no one slope')})`;
    if (obstacle === 'notFinite') return `${line} (${vscode.l10n.t('not a number on one side')})`;
    return line;
  });
  return [vscode.l10n.t('The worst entry of each value; click to check again'), ...lines].join('\n');
}

function worstOf({ values }: GradientCheck): CheckedValue | undefined {
  return values.reduce<CheckedValue | undefined>(
    (worst, value) => (worst === undefined || isWorse(value, worst) ? value : worst),
    undefined,
  );
}

const severity = { good: 0, between: 1, wrong: 2 } as const;

/** An error that is not a number is the worst of all. */
function isWorse(a: CheckedValue, b: CheckedValue): boolean {
  if (a.verdict !== b.verdict) return severity[a.verdict] > severity[b.verdict];
  return !(a.worst.relativeError <= b.worst.relativeError);
}

function errorText({ worst }: CheckedValue): string {
  return shortNumber(worst.relativeError, displayLanguage, 1);
}

import * as vscode from 'vscode';
import type { LayerWords } from '../languageFeatures/inlineValues/layerText';

export function layerWords(): LayerWords {
  return {
    norm: (number) => vscode.l10n.t('norm {0}', number),
    ratio: (number) => vscode.l10n.t('update/weight {0}', number),
    blocked: (share) => vscode.l10n.t('blocked {0}', share),
    saturated: (share) => vscode.l10n.t('saturated {0}', share),
  };
}

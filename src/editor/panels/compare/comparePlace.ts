import * as vscode from 'vscode';
import { mostCompared } from '../../../protocol/viewLimits';

/** The scheme of addresses that stand for several recordings; there is nothing to be read at them. */
const scheme = 'backprop-compare';

/**
 * One address for recordings beside each other, so that a panel of the same ones is found again, also after
 * a reload of the window.
 */
export function placeOfRecordings(recordings: readonly vscode.Uri[]): vscode.Uri {
  const addresses = [...new Set(recordings.map(String))].slice(0, mostCompared);
  return vscode.Uri.from({ scheme, path: '/Comparison', query: JSON.stringify(addresses) });
}

/** The recordings that an address stands for; none where it stands for something else. */
export function recordingsAt(place: vscode.Uri): readonly vscode.Uri[] {
  if (place.scheme !== scheme) return [];
  try {
    const addresses: unknown = JSON.parse(place.query);
    if (!Array.isArray(addresses)) return [];
    return addresses.slice(0, mostCompared).map((address) => vscode.Uri.parse(String(address)));
  } catch {
    // What a page of another version has kept: no list, or no addresses.
    return [];
  }
}

/** @param runs how many are compared, which may be one: the others are yet to begin */
export function panelTitle(runs: number): string {
  return runs === 1 ? vscode.l10n.t('Compare 1 Run') : vscode.l10n.t('Compare {0} Runs', runs);
}

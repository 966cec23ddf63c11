import { screen } from '../harness/screen';
import { eventually } from './lines';

/** The definition whose runs are tested. */
export const keptFile = 'kept-runs.backprop';

const view = '.split-view-view:has(> .pane > .pane-header[aria-label^="Runs"])';
/** Those of the view Runs that are drawn. */
export const rows = `${view} .monaco-list-row`;

/** What a screen reader hears of the recordings of this network, the newest of them first. */
export async function recordings(): Promise<readonly string[]> {
  const labels = await screen.attributes(rows, 'aria-label');
  const levels = await screen.attributes(rows, 'aria-level');
  const group = labels.findIndex((label) => label.startsWith('Kept, '));
  if (group < 0) return [];
  const next = levels.indexOf('1', group + 1);
  return labels.slice(group + 1, next < 0 ? undefined : next).map((label) => label.replaceAll(/\s+/g, ' '));
}

export function recordingsAre(...expected: readonly RegExp[]): Promise<readonly string[]> {
  return eventually(
    recordings,
    (found) =>
      found.length === expected.length && expected.every((pattern, at) => pattern.test(found[at] ?? '')),
  );
}

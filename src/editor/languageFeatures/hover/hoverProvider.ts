import type * as vscode from 'vscode';
import type { Documents } from '../../documents/documents';
import type { Sessions } from '../../formulas/formulaSessions';
import type { Computation } from '../../formulas/computation';
import type { Mistakes } from '../../formulas/foundMistakes';
import type { NetworkRuns } from '../../training/networkRuns';
import type * as HoverCode from './hovers';

/** Read when the mouse rests on a word for the first time, not when the extension starts. */
const loadHovers = (): Promise<typeof HoverCode> =>
  import(/* webpackChunkName: "extension.asked" */ './hovers');

/** What is known of the word under the mouse. */
export function hoverProvider(
  documents: Documents,
  sessions: Sessions,
  runs: NetworkRuns,
  computation: Computation,
  mistakes: Mistakes,
): vscode.HoverProvider {
  return {
    provideHover: async (document, position) => {
      const { Hovers } = await loadHovers();
      return new Hovers(documents, sessions, runs, computation, mistakes).provideHover(document, position);
    },
  };
}

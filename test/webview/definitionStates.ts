import { checkText } from '../../src/language';
import { panelGraph } from '../../src/editor/panels/formulas/formulaGraph';
import { panelRun } from '../../src/editor/panels/formulas/formulaNumbers';
import { programOf } from '../../src/editor/formulas/formulaRun';
import type { FormulaPanelState } from '../../src/protocol/formulaPanelMessages';
import { runFormulas } from '../../src/runtime/formulaService';
import { stateMessage } from './states';

/** What the panel is sent after Run Backward of this text, by the product's own code. */
export function stateOfText(text: string, revision = 1): FormulaPanelState {
  const file = checkText(text);
  const [error] = file.diagnostics.filter(({ severity }) => severity === 'error');
  if (error !== undefined) throw new Error(`${error.message.text} in\n${text}`);
  const program = programOf(file.formulas);
  const outcome = runFormulas({ program, edges: true });
  if (!outcome.ok) throw new Error(`${outcome.failure.message.text} in\n${text}`);
  return stateMessage({
    revision,
    fileName: 'test.backprop',
    status: { kind: 'fresh', text: '' },
    graph: panelGraph(file),
    run: panelRun({ file, program, numbers: outcome.result }),
    pass: 0,
    position: null,
    edits: [],
  }).state;
}

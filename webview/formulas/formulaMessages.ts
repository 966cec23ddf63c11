import type {
  EntryQuestion,
  ToFormulaPanel,
  FormulaPanelState,
} from '../../src/protocol/formulaPanelMessages';
import { post } from './formulaHost';
import { play } from './formulaPlayback';
import { explanation, revealed, state, worked, workKey } from './formulaStore';
import { pass, position, ran, restored, selected } from './formulaViewState';
import { batch } from '@preact/signals';

function show(next: FormulaPanelState): void {
  const first = state.value === null;
  batch(() => {
    if (state.value?.revision !== next.revision) {
      worked.value = new Map();
      explanation.value = null;
    }
    const walk = next.graph?.passes[restored?.pass ?? next.pass]?.walk.length ?? 0;
    // After a reload of the window the host knows no step; the view remembers where it stood.
    const remembered =
      first && next.position === null && restored?.position != null && restored.position <= walk
        ? restored
        : undefined;
    pass.value = remembered?.pass ?? next.pass;
    position.value = remembered?.position ?? next.position;
    if (selected.value !== null && next.graph?.nodes.every(({ id }) => id !== selected.value) === true)
      selected.value = null;
    state.value = next;
    ran.value = next.run !== null;
    if (remembered?.position != null)
      post({ kind: 'step', pass: remembered.pass, position: remembered.position });
  });
}

function isSame(a: EntryQuestion, b: EntryQuestion): boolean {
  return a.revision === b.revision && a.pass === b.pass && a.node === b.node && a.entry === b.entry;
}

/** Shows what the extension says. */
export function handle(message: ToFormulaPanel): void {
  switch (message.kind) {
    case 'state':
      show(message.state);
      if (message.play) play();
      return;
    case 'reveal':
      revealed.value = message.node;
      if (message.node !== null) selected.value = message.node;
      return;
    case 'entryWorkedOut':
      if (message.question.revision === state.value?.revision) {
        worked.value = new Map(worked.value).set(workKey(message.question), message.answer);
      }
      return;
    case 'zeroExplained': {
      const asked = explanation.value?.question;
      if (asked !== undefined && isSame(asked, message.question)) {
        explanation.value = { question: asked, answer: message.answer };
      }
      return;
    }
  }
}

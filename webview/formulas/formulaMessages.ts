import type {
  WhyQuestion,
  PanelNode,
  ToFormulaPanel,
  FormulaPanelState,
} from '../../src/protocol/formulaPanelMessages';
import { follow, leaveResult } from './formulaActions';
import { post } from './formulaHost';
import { play } from './formulaPlayback';
import { explanation, revealed, state, worked, workKey } from './formulaStore';
import { entries, openNodes, pass, position, ran, restored, scope, selected } from './formulaViewState';
import { finishTry } from './triedNumbers';
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
    keepChoices(state.value?.graph?.nodes, next.graph?.nodes);
    state.value = next;
    ran.value = next.run !== null;
    if (remembered?.position != null)
      post({ kind: 'step', pass: remembered.pass, position: remembered.position });
  });
}

type Nodes = readonly Pick<PanelNode, 'id' | 'name' | 'expression'>[];

/**
 * What was chosen stays chosen while the text is edited, though
 * an added line gives every node below it another number.
 */
function keepChoices(before: Nodes | undefined, now: Nodes | undefined): void {
  if (now === undefined) return;
  const moved = movedNodes(before ?? now, now);
  if (selected.value !== null) selected.value = moved.get(selected.value) ?? null;
  if (typeof scope.value === 'number') scope.value = moved.get(scope.value) ?? null;
  if ([...moved].every(([from, to]) => from === to)) return;
  openNodes.value = new Set([...openNodes.value].flatMap((id) => moved.get(id) ?? []));
  entries.value = Object.fromEntries(
    Object.entries(entries.value).flatMap(([place, entry]) => {
      const [node = '', part = ''] = place.split('/');
      const id = moved.get(Number(node));
      return id === undefined ? [] : [[`${id}/${part}`, entry]];
    }),
  );
}

/**
 * By number of a node before an edit, its number after it: that of the node with
 * the same name, or of one without a name that is written the same, as manieth of those.
 */
export function movedNodes(before: Nodes, now: Nodes): ReadonlyMap<number, number> {
  const keyed = (nodes: Nodes): ReadonlyMap<string, number> => {
    const seen = new Map<string, number>();
    return new Map(
      nodes.map(({ id, name, expression }) => {
        const key = name === '' ? ` ${expression}` : name;
        const count = seen.get(key) ?? 0;
        seen.set(key, count + 1);
        return [`${key} ${count}`, id];
      }),
    );
  };
  const after = keyed(now);
  const moved = new Map<number, number>();
  for (const [key, id] of keyed(before)) {
    const to = after.get(key);
    if (to !== undefined) moved.set(id, to);
  }
  return moved;
}

function isSame(a: WhyQuestion, b: WhyQuestion): boolean {
  const isOfSame = a.of === b.of && a.node === b.node && a.entry === b.entry;
  return isOfSame && a.revision === b.revision && a.pass === b.pass;
}

/** Shows what the extension says. */
export function handle(message: ToFormulaPanel): void {
  switch (message.kind) {
    case 'state':
      show(message.state);
      if (message.play || message.state.position !== null) leaveResult();
      if (message.play) play();
      return;
    case 'tried':
      finishTry(message.number);
      return;
    case 'reveal':
      revealed.value = message.node;
      follow(message.node, message.pass);
      if (message.node !== null) selected.value = message.node;
      return;
    case 'entryWorkedOut':
      if (message.question.revision === state.value?.revision) {
        worked.value = new Map(worked.value).set(workKey(message.question), message.answer);
      }
      return;
    case 'entryExplained': {
      const asked = explanation.value?.question;
      if (asked !== undefined && isSame(asked, message.question)) {
        explanation.value = { question: asked, answer: message.answer };
      }
      return;
    }
  }
}

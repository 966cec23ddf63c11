import type {
  PanelNode,
  FormulaPanelState,
  WorkedEntry,
  WorkQuestion,
  EntryCause,
} from '../../src/protocol/formulaPanelMessages';
import type { PanelPage } from './panelPage';
import { stateMessage } from './states';

function numbersOf(state: FormulaPanelState, node: number): Float64Array {
  const value = state.run?.values[node];
  if (value?.kind !== 'whole') throw new Error(`node ${node} has no numbers`);
  return value.data;
}

function gradientOf(state: FormulaPanelState, node: number): Float64Array {
  const gradient = state.run?.passes[0]?.gradients[node];
  if (gradient?.kind !== 'whole') throw new Error(`node ${node} has no gradient`);
  return gradient.data;
}

interface Term {
  readonly entry: number;
  readonly local: number;
  readonly name?: string;
}

/**
 * Which entries of the output an entry of an input reaches: entry by entry, or through an Affine layer's W.
 */
function termsOf(state: FormulaPanelState, node: PanelNode, { input, entry }: WorkQuestion): readonly Term[] {
  const local = state.run?.passes[0]?.edges[node.id]?.[input]?.local;
  if (local?.kind === 'whole') return [{ entry, local: local.data[entry] ?? NaN }];
  if (node.layer === 'SoftmaxWithLoss')
    return [{ entry: 0, local: gradientOf(state, node.inputs[0]?.node ?? -1)[entry] ?? NaN }];
  if (node.layer !== 'Affine') return [];
  if (input === 0) {
    const W = numbersOf(state, node.inputs[1]?.node ?? -1);
    const units = node.shape[1] ?? 0;
    const features = W.length / units;
    const [row, feature] = [Math.floor(entry / features), entry % features];
    return Array.from({ length: units }, (_, unit) => ({
      entry: row * units + unit,
      local: W[feature * units + unit] ?? NaN,
      name: `W[${feature},${unit}]`,
    }));
  }
  if (input === 2)
    return Array.from({ length: node.shape[0] ?? 0 }, (_, row) => ({
      entry: row * (node.shape[1] ?? 0) + entry,
      local: 1,
    }));
  const x = numbersOf(state, node.inputs[0]?.node ?? -1);
  const [rows = 0, units = 0] = node.shape;
  const features = x.length / rows;
  const [feature, unit] = [Math.floor(entry / units), entry % units];
  return Array.from({ length: rows }, (_, row) => ({
    entry: row * units + unit,
    local: x[row * features + feature] ?? NaN,
    name: `x[${row},${feature}]`,
  }));
}

/** Works out an entry as the host would, for the kinds of node the fixtures have. */
export function workOut(state: FormulaPanelState, question: WorkQuestion): WorkedEntry | string {
  const node = state.graph?.nodes[question.node];
  if (node === undefined) return 'There is no such node.';
  const terms = termsOf(state, node, question);
  if (terms.length === 0) return 'The rule gives every entry at once.';
  const upstream = Float64Array.from(terms, ({ entry }) => gradientOf(state, node.id)[entry] ?? NaN);
  const local = Float64Array.from(terms, (term) => term.local);
  const products = upstream.map((factor, term) => factor * (local[term] ?? NaN));
  const [feature, unit] =
    node.layer === 'Affine' ? [Math.floor(question.entry / 3), question.entry % 3] : [0, 0];
  return {
    formula:
      node.layer === 'Affine' && question.input === 1
        ? `dW[${feature},${unit}] = Σ x[·,${feature}] · dout[·,${unit}]`
        : '',
    outputEntries: terms.map(({ entry }) => entry),
    upstream,
    local,
    localNames: terms.flatMap(({ name }) => (name === undefined ? [] : [name])),
    products,
    total: Float64Array.of(products.reduce((sum, product) => sum + product, 0)),
    leftOut: 0,
  };
}

/** Answers every question about an entry that the panel has asked. */
export async function answerQuestions(panel: PanelPage, state: FormulaPanelState): Promise<void> {
  await panel.settled();
  for (const { question } of await panel.sentOf('workOutEntry')) {
    await panel.receive({ kind: 'entryWorkedOut', question, answer: workOut(state, question) });
  }
}

export const entryCause: EntryCause = {
  sentence: '∂L/∂h[0,0] through ReLU is 0: its x was -0.05, so the mask blocked it.',
  node: 4,
  entry: 0,
  causes: [
    {
      sentence: '∂L/∂s[0,0] is 0: × multiplied it by r[0,0], which is 0.',
      node: 6,
      entry: 0,
      causes: [
        {
          sentence: 'r[0,0] is 0: the same mask blocked it on the way forward.',
          node: 4,
          entry: 0,
          causes: [],
        },
      ],
    },
  ],
};

/** Brings a state to where its picture says most: a node chosen, pictures open, questions answered. */
export async function showAtItsBest(panel: PanelPage, name: string, state: FormulaPanelState): Promise<void> {
  const focus = (node: number): Promise<void> => panel.page.locator(`[data-button="${node}"]`).focus();
  const open = async (nodes: readonly number[]): Promise<void> => {
    for (const node of nodes) {
      await focus(node);
      await panel.page.keyboard.press('o');
    }
  };
  if (['shopping', 'edited', 'blank', 'table'].includes(name)) await focus(5);
  if (name === 'table') await panel.page.getByLabel('Show the graph as a table').click();
  if (name === 'stepping') {
    await panel.receive(stateMessage({ ...state, position: 6 }));
    await focus(state.graph?.passes[0]?.walk[5]?.node ?? 0);
  }
  if (name === 'shared') await focus(0);
  if (name === 'tensors') {
    await open([4, 5, 8]);
    await focus(3);
  }
  if (name === 'affine') {
    await focus(3);
    await panel.page.getByLabel('Choose an entry of ∂L/∂W').press('ArrowRight');
  }
  if (name === 'why') {
    await focus(3);
    await panel.page.getByRole('button', { name: /^Why is/ }).click();
    const [question] = (await panel.sentOf('explainEntry')).map((message) => message.question);
    if (question !== undefined) await panel.receive({ kind: 'entryExplained', question, answer: entryCause });
  }
  if (name === 'softmax') await focus(8);
  if (name === 'large') await open([1]);
  await answerQuestions(panel, state);
}

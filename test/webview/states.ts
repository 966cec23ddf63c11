import { readFileSync } from 'node:fs';
import {
  receiveInFormulaPanel,
  type HostToFormulaPanel,
  type PanelNode,
  type FormulaPanelState,
  type PanelTensor,
} from '../../src/protocol/formulaPanelMessages';
import { withFloats } from './floats';

/** A state message, checked as the panel checks it: a fixture that the panel would refuse fails here. */
export function stateMessage(state: unknown, play = false): Extract<HostToFormulaPanel, { kind: 'state' }> {
  const received = receiveInFormulaPanel({ kind: 'state', state, play });
  if (!received.ok) throw new Error(received.reason);
  if (received.message.kind !== 'state') throw new Error('not a state');
  return received.message;
}

/** A state of fixtures/, whose numbers NumPy computed. */
export function fixture(name: 'shopping' | 'tensors' | 'shared'): FormulaPanelState {
  const file = new URL(`fixtures/${name}.json`, import.meta.url);
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return stateMessage(withFloats(parsed)).state;
}

const neverRunText = 'Nothing has run yet. Run Backward computes every value and every gradient.';

/** All states of the panel, by what the learner sees. */
export function everyState(): Readonly<Record<string, FormulaPanelState>> {
  const shopping = fixture('shopping');
  const tensors = fixture('tensors');
  return {
    shopping,
    tensors,
    affine: tensors,
    why: tensors,
    softmax: tensors,
    table: shopping,
    shared: fixture('shared'),
    stepping: { ...shopping, position: 6 },
    blank: blankOf(shopping, 'apple'),
    neverRun: { ...shopping, run: null, status: { kind: 'neverRun', text: neverRunText } },
    running: { ...shopping, run: null, status: { kind: 'running', text: 'Computing…' } },
    stale: {
      ...shopping,
      status: {
        kind: 'stale',
        text: 'The file has changed since these numbers were computed. Run Backward again.',
      },
    },
    error: {
      ...shopping,
      status: {
        kind: 'error',
        text: 'Line 10: aple_price is not defined. Did you mean apple_price?',
        line: 10,
      },
    },
    errorOnly: {
      ...shopping,
      graph: null,
      run: null,
      status: {
        kind: 'error',
        text: 'Line 2: this ( is not closed. Close it, and the graph appears.',
        line: 2,
      },
    },
    deleted: {
      ...shopping,
      graph: null,
      run: null,
      status: { kind: 'deleted', text: 'shopping.backprop was deleted. Restore it, or close this panel.' },
    },
    edited: { ...shopping, edits: [{ node: 1, entry: 0, value: 5 }] },
    large: largeTensors(),
    many: manyNodes(200),
  };
}

/** A learner's blank: the gradient of `name` is asked for, so nothing that shows it is sent. */
function blankOf(state: FormulaPanelState, name: string): FormulaPanelState {
  const { graph, run } = state;
  if (graph === null || run === null) throw new Error('a blank needs a run');
  const place = graph.nodes.findIndex((node) => node.name === name);
  return {
    ...state,
    run: {
      ...run,
      passes: run.passes.map((pass) => ({
        ...pass,
        gradients: pass.gradients.map((gradient, at) =>
          at === place ? { kind: 'sealed', shape: [] } : gradient,
        ),
      })),
    },
  };
}

const source = (line: number): PanelNode['source'] => ({ line, column: 0, endLine: line, endColumn: 1 });
const number = (value: number): PanelTensor => ({ kind: 'whole', shape: [], data: Float64Array.of(value) });

/** A chain `x1 = x0 + 1`, whose values and gradients anybody can check. */
function manyNodes(count: number): FormulaPanelState {
  const nodes: PanelNode[] = [];
  const values: PanelTensor[] = [];
  const node = (id: number, name: string, inputs: readonly number[]): PanelNode => ({
    id,
    kind: inputs.length === 0 ? 'data' : 'layer',
    layer: inputs.length === 0 ? '' : 'Add',
    picture: 'none',
    symbol: inputs.length === 0 ? '' : '+',
    name,
    expression: name,
    shape: [],
    inputs: inputs.map((input, at) => ({
      node: input,
      name: at === 0 ? 'x' : 'y',
      rule: at === 0 ? '∂L/∂x = ∂L/∂z' : '∂L/∂y = ∂L/∂z',
    })),
    forwardRule: inputs.length === 0 ? '' : 'z = x + y',
    settings: '',
    source: source(id + 1),
    editable: inputs.length === 0,
  });
  nodes.push(node(0, 'x0', []));
  values.push(number(0));
  for (let id = 1; id < count; id += 2) {
    nodes.push(node(id, `a${id}`, []), node(id + 1, `x${id + 1}`, [id - 1, id]));
    values.push(number(1), number((id + 1) / 2));
  }
  const layers = nodes.filter(({ kind }) => kind === 'layer').map(({ id }) => id);
  const target = layers.at(-1) ?? 0;
  return stateMessage({
    revision: 1,
    fileName: 'many.backprop',
    status: { kind: 'fresh', text: '' },
    graph: {
      nodes,
      passes: [
        {
          target,
          targetName: `x${target}`,
          title: `backward x${target}`,
          source: source(count + 1),
          walk: [
            ...layers.map((id) => ({ phase: 'forward', node: id })),
            ...[...layers].reverse().map((id) => ({ phase: 'backward', node: id })),
          ],
        },
      ],
    },
    run: {
      values,
      saved: nodes.map(() => ({})),
      passes: [
        {
          gradients: nodes.map(() => number(1)),
          edges: nodes.map(({ inputs }) => inputs.map(() => ({ contribution: null, local: number(1) }))),
        },
      ],
    },
    pass: 0,
    position: null,
    edits: [],
  }).state;
}

/** A batch too large to send whole, with a NaN among its gradients. */
function largeTensors(): FormulaPanelState {
  const wave = Float64Array.from({ length: 64 * 64 }, (_, at) => Math.sin(at / 9) * Math.cos(at / 640));
  const thumbnail: PanelTensor = {
    kind: 'thumbnail',
    shape: [100, 784],
    rows: 64,
    columns: 64,
    cells: wave,
    statistics: Float64Array.of(0.01, 0.49, -0.99, 0.98, 12, 0),
  };
  const small = Float64Array.from({ length: 60 }, (_, at) => Math.sin(at * 1.7));
  const withNaN = Float64Array.from(small);
  withNaN[7] = NaN;
  withNaN[8] = -Infinity;
  const shape = [6, 10];
  const relu: PanelNode = {
    id: 1,
    kind: 'layer',
    layer: 'ReLU',
    picture: 'mask',
    symbol: 'ReLU',
    name: 'hidden',
    expression: 'relu(x)',
    shape,
    inputs: [{ node: 0, name: 'x', rule: '∂L/∂x = ∂L/∂y where x > 0, else 0' }],
    forwardRule: 'y = x where x > 0, else 0',
    settings: '',
    source: source(2),
    editable: false,
  };
  const data = (id: number, name: string, of: readonly number[]): PanelNode => ({
    ...relu,
    id,
    kind: 'data',
    layer: '',
    picture: 'none',
    symbol: '',
    name,
    expression: name,
    shape: [...of],
    inputs: [],
    forwardRule: '',
    source: source(id + 1),
    editable: true,
  });
  const blocked = small.map((value) => Number(value <= 0));
  return stateMessage({
    revision: 1,
    fileName: 'large.backprop',
    status: { kind: 'fresh', text: '' },
    graph: {
      nodes: [
        data(0, 'x', shape),
        relu,
        data(2, 'images', [100, 784]),
        {
          ...relu,
          id: 3,
          layer: 'Sum',
          picture: 'none',
          symbol: 'sum',
          name: 'total',
          expression: 'sum(hidden)',
          shape: [],
          inputs: [
            { node: 1, name: 'x', rule: '∂L/∂x = ∂L/∂y' },
            { node: 2, name: 'y', rule: '∂L/∂y = ∂L/∂y' },
          ],
          forwardRule: 'y = Σ x',
        },
      ],
      passes: [
        {
          target: 3,
          targetName: 'total',
          title: 'backward total',
          source: source(5),
          walk: [
            { phase: 'forward', node: 1 },
            { phase: 'forward', node: 3 },
            { phase: 'backward', node: 3 },
            { phase: 'backward', node: 1 },
          ],
        },
      ],
    },
    run: {
      values: [
        { kind: 'whole', shape, data: small },
        { kind: 'whole', shape, data: small.map((value) => Math.max(0, value)) },
        thumbnail,
        number(12.5),
      ],
      saved: [{}, { mask: { kind: 'whole', shape, data: blocked } }, {}, {}],
      passes: [
        {
          gradients: [
            { kind: 'whole', shape, data: withNaN },
            { kind: 'whole', shape, data: small.map(() => 1) },
            thumbnail,
            number(1),
          ],
          edges: [
            [],
            [
              {
                contribution: null,
                local: { kind: 'whole', shape, data: blocked.map((value) => 1 - value) },
              },
            ],
            [],
            [
              { contribution: null, local: null },
              { contribution: null, local: null },
            ],
          ],
        },
      ],
    },
    pass: 0,
    position: null,
    edits: [],
  }).state;
}

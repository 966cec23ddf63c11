import type { ComparePanelToHost, HostToComparePanel } from '../../src/protocol/comparePanelMessages';
import type {
  FormulaPanelState,
  FormulaPanelToHost,
  HostToFormulaPanel,
} from '../../src/protocol/formulaPanelMessages';
import type { HostToMonitor, MonitorToHost } from '../../src/protocol/monitorMessages';
import type { HostToNetworkPanel, NetworkPanelToHost } from '../../src/protocol/networkPanelMessages';
import type { LookBack, RunSeries, TrainingViews } from '../../src/protocol/trainingViews';
import type { NetworkPanelState, RunStatus } from '../../src/protocol/networkPanelState';

/** Examples of every kind of message: one that is added to the protocol is missed by the compiler here. */
type Examples<Message extends { readonly kind: string }> = {
  readonly [Kind in Message['kind']]: readonly [
    Extract<Message, { readonly kind: Kind }>,
    ...Extract<Message, { readonly kind: Kind }>[],
  ];
};

const source = { line: 1, column: 0, endLine: 1, endColumn: 9 };
const doubles = (...numbers: number[]): Float64Array => Float64Array.from(numbers);
const floats = (...numbers: number[]): Float32Array => Float32Array.from(numbers);

const runStatus: RunStatus = {
  state: 'running',
  step: 3,
  firstStep: 1,
  totalSteps: 10,
  stepsPerEpoch: 5,
  epochsCountedFrom: { step: 0, epoch: 0 },
  epoch: 1,
  epochs: 2,
  stepsPerSecond: 1.5,
  learningRate: 0.1,
  scheduledLearningRate: 0.1,
  pace: { kind: 'automatic' },
  isBetween: false,
};

const finding = {
  rule: 'dead-relu',
  severity: 'warning',
  layer: 1,
  step: 3,
  text: 'a',
  explanation: 'b',
  remedies: [{ text: 'c', isEdit: true }],
} as const;

const layer = {
  type: 'Affine',
  nature: { blocks: false, saturates: false, flattens: true, slides: false },
  symbol: 'Affine',
  settings: '',
  shape: [3],
  parameterCount: 9,
  parameterFormula: '2×3 + 3',
  parameters: [{ name: 'W', shape: [2, 3] }],
  groups: [{ key: '12:1', label: 'repeat 2 · 1' }],
  forwardRule: 'y = x @ W + b',
  backwardRules: ['dx = dout @ Wᵀ'],
  source,
};

export const networkState: NetworkPanelState = {
  fileName: 'a.backprop',
  status: { kind: 'ready', text: '' },
  network: {
    name: 'N',
    source,
    data: 'spiral()',
    inputShape: [2],
    task: 'classes',
    classNames: ['0', '1', '2'],
    parameterCount: 18,
    optimizer: { name: 'SGD', settings: 'lr=0.1', formula: 'p ← p − lr × g' },
    layers: [
      { ...layer, name: 'affine1', inputs: [-1] },
      { ...layer, name: 'affine2', inputs: [0] },
    ],
  },
  run: {
    status: runStatus,
    trainSamples: 8,
    testSamples: 2,
    evaluated: { trainSamples: 8, testSamples: 2, finalTrainSamples: 8 },
    batch: 4,
    definition: 'backward L',
    changedByHand: false,
    kernels: 'reference',
    findings: [finding],
    snapshots: [1],
    marks: [
      { kind: 'edited', step: 1, removed: ['a'], added: [] },
      { kind: 'learningRate', step: 2, value: 0.1 },
      { kind: 'parameter', step: 3, parameter: 'affine1.W', value: -1 },
    ],
  },
};

const emptyNetworkState: NetworkPanelState = {
  fileName: 'a.backprop',
  status: { kind: 'error', text: 'Line 3: a mistake.', line: 3 },
  network: null,
  run: null,
};

const tensor = { kind: 'whole', shape: [1, 2], data: doubles(NaN, -0) } as const;
const thumbnail = {
  kind: 'thumbnail',
  shape: [100, 100],
  rows: 1,
  columns: 2,
  cells: doubles(1, Infinity),
  statistics: doubles(0, 1, -1, 2, 3, 0),
} as const;
const blank = { kind: 'sealed', shape: [2] } as const;

export const formulaNode = {
  symbol: '×',
  expression: 'a * b',
  shape: [1, 2],
  picture: 'none',
  forwardRule: 'z = x · y',
  settings: '',
  source,
  editable: true,
} as const;

const formulaState: FormulaPanelState = {
  revision: 1,
  fileName: 'a.backprop',
  status: { kind: 'stale', text: 'a' },
  graph: {
    nodes: [
      { ...formulaNode, id: 0, kind: 'data', layer: '', name: 'a', inputs: [] },
      { ...formulaNode, id: 2, kind: 'data', layer: '', name: 'b', inputs: [] },
      {
        ...formulaNode,
        id: 3,
        kind: 'layer',
        layer: 'Mul',
        name: 'c',
        inputs: [
          { node: 0, name: 'x', rule: '∂L/∂x = ∂L/∂z · y' },
          { node: 2, name: 'y', rule: '' },
        ],
      },
    ],
    passes: [
      {
        target: 3,
        targetName: 'c',
        title: 'backward c',
        source,
        walk: [
          { phase: 'forward', node: 3 },
          { phase: 'backward', node: 3 },
        ],
      },
    ],
  },
  run: {
    values: [tensor, thumbnail, null],
    saved: [{}, {}, { mask: tensor }],
    passes: [
      {
        gradients: [tensor, null, blank],
        edges: [
          [],
          [],
          [
            { contribution: null, local: tensor },
            { contribution: thumbnail, local: null },
          ],
        ],
      },
    ],
  },
  pass: 0,
  position: 2,
  edits: [{ node: 0, entry: 0, value: 2.5 }],
};

export const emptyFormulaState: FormulaPanelState = {
  revision: 0,
  fileName: 'a.backprop',
  status: { kind: 'neverRun', text: '' },
  graph: null,
  run: null,
  pass: 0,
  position: null,
  edits: [],
};

const series: RunSeries = {
  losses: { steps: doubles(0, 1), values: doubles(1.1, NaN) },
  evaluations: { steps: doubles(1), values: doubles(1, 0.5, 1, 0.5) },
  scalars: { steps: doubles(), values: doubles() },
  learningRates: { steps: doubles(0), values: doubles(0.1) },
};

const picture = {
  layer: 0,
  kind: 'weights',
  shape: [2, 3],
  fullRows: 2,
  fullColumns: 3,
  rows: 1,
  columns: 2,
  cells: floats(1, NaN),
  extremes: floats(1, -2),
  statistics: doubles(1, 2, 3),
  histogram: Int32Array.of(1, 2),
} as const;

export const views: TrainingViews = {
  pictures: [
    picture,
    { ...picture, kind: 'mask', cells: Uint8Array.of(0, 1), deadUnits: Uint8Array.of(1, 0) },
  ],
  miniBatch: Int32Array.of(1, 2),
  walkedBatch: { samples: Int32Array.of(0, 1), targets: floats(2, 0) },
  walkedPass: { loss: doubles(NaN), scalars: doubles(1, NaN) },
  boundary: { bounds: doubles(-1, 1, -1, 1), columns: 2, rows: 1, outputs: 1, cells: floats(0.1, 0.9) },
  confusion: { part: 'test', step: 0, classes: 2, counts: Int32Array.of(1, 0, 0, 1) },
  samples: [
    {
      choice: { part: 'miniBatch', index: 1 },
      input: { shape: [2], values: floats(1, 2) },
      layers: [{ shape: [3], picture }, null],
      target: floats(1),
      prediction: floats(0.2, 0.8),
      loss: doubles(0.3),
    },
  ],
  distribution: {
    layer: 0,
    kind: 'gradient',
    steps: doubles(0),
    limit: 1,
    bins: 2,
    counts: Int32Array.of(3, 4),
    nonFinite: Int32Array.of(0),
  },
};

const lookBack: LookBack = { step: 2, loss: doubles(0.5), scalars: doubles(), views };
const search = { part: 'train', actual: 1, predicted: 0, limit: 3, step: 2 } as const;
const layerWorkQuestion = { layer: 1, kind: 'activation', entry: 3, step: 2 } as const;
export const layerQuestion = { layer: 1, kind: 'activation', entry: 3 } as const;
const entryQuestion = { revision: 1, pass: 0, node: 3, entry: 1 };
const workQuestion = { ...entryQuestion, input: 1 };
const whyQuestion = { ...entryQuestion, of: 'value' } as const;

const toEveryPanel = {
  texts: [{ kind: 'texts', language: 'ja', strings: { Train: '学習', toString: 'a' } }],
  notice: [{ kind: 'notice', text: 'Saved.' }],
} as const;
const fromEveryPanel = {
  ready: [{ kind: 'ready', texts: ['Train', 'Pause'] }],
  refused: [{ kind: 'refused', reason: 'no' }],
  showError: [{ kind: 'showError' }],
  export: [
    { kind: 'export', format: 'svg', bytes: Uint8Array.of(1, 2), name: 'loss' },
    { kind: 'export', format: 'csv', bytes: Uint8Array.of() },
  ],
  copy: [{ kind: 'copy', text: '1' }],
  log: [{ kind: 'log', level: 'info', text: 'a' }],
} as const;

export const toNetworkPanel: Examples<HostToNetworkPanel> = {
  ...toEveryPanel,
  state: [
    { kind: 'state', state: networkState },
    { kind: 'state', state: emptyNetworkState },
  ],
  frame: [
    {
      kind: 'frame',
      number: 4,
      anew: 'run',
      status: runStatus,
      series,
      findings: [finding],
      snapshots: [1, 2],
      views,
    },
    { kind: 'frame', number: 5, anew: 'nothing', status: runStatus, series, views: null },
  ],
  lookBack: [
    { kind: 'lookBack', step: 2, answer: lookBack },
    { kind: 'lookBack', step: 2, answer: 'It is too long ago.' },
  ],
  moment: [
    { kind: 'moment', moment: null },
    { kind: 'moment', moment: { step: 0, epoch: 0, loss: new Float64Array() } },
    { kind: 'moment', moment: { step: 12, epoch: 2, loss: Float64Array.of(NaN) } },
  ],
  live: [{ kind: 'live' }],
  points: [
    { kind: 'points', points: null },
    {
      kind: 'points',
      points: {
        inputs: 2,
        train: { inputs: floats(1, 2), targets: floats(0) },
        test: { inputs: floats(), targets: floats() },
      },
    },
  ],
  samplesFound: [
    {
      kind: 'samplesFound',
      question: search,
      answer: { samples: [{ index: 1, figures: doubles(0.1, 1, 0), input: floats(1, 2) }], total: 7 },
    },
    { kind: 'samplesFound', question: { part: 'test', limit: 0 }, answer: 'The run is over.' },
  ],
  entryExplained: [
    {
      kind: 'entryExplained',
      question: layerQuestion,
      answer: { sentence: 'a', causes: [{ sentence: 'b', layer: 0, causes: [] }] },
    },
    { kind: 'entryExplained', question: layerQuestion, answer: 'The run is over.' },
  ],
  layerEntryWorkedOut: [
    {
      kind: 'layerEntryWorkedOut',
      question: layerWorkQuestion,
      answer: {
        kind: 'window',
        shape: [1, 1, 2],
        inputShape: [1, 1, 2, 2],
        entries: Int32Array.of(-1, 0),
        patch: doubles(0, 2),
        kernel: doubles(1, 3),
        bias: doubles(1),
        sum: doubles(7),
        value: doubles(7),
      },
    },
    {
      kind: 'layerEntryWorkedOut',
      question: { layer: 0, kind: 'weightGradient', entry: 0 },
      answer: {
        kind: 'products',
        inputShape: [1, 1, 2, 2],
        outputShape: [1, 1, 2, 2],
        outputEntries: Int32Array.of(3),
        outputGradients: doubles(2),
        factors: doubles(3),
        inputEntries: Int32Array.of(1),
        leftOut: 0,
        rest: doubles(0),
        sum: doubles(6),
        value: doubles(6),
      },
    },
    { kind: 'layerEntryWorkedOut', question: layerWorkQuestion, answer: 'The run is over.' },
  ],
  reveal: [
    { kind: 'reveal', layer: 1 },
    { kind: 'reveal', layer: null },
  ],
  walk: [{ kind: 'walk' }],
  makeReport: [{ kind: 'makeReport' }],
};

export const fromNetworkPanel: Examples<NetworkPanelToHost> = {
  ...fromEveryPanel,
  shown: [{ kind: 'shown', number: 7 }],
  requestViews: [
    { kind: 'requestViews', requests: { pictures: [] } },
    {
      kind: 'requestViews',
      requests: {
        pictures: [{ layer: 0, kinds: ['weights', 'gradient'], side: 512, whole: true }],
        boundary: true,
        confusion: 'test',
        samples: [{ part: 'miniBatch', index: 0 }],
        distribution: { layer: 0, kind: 'activation' },
        walkedBatch: true,
      },
    },
  ],
  command: [
    { kind: 'command', command: { kind: 'train' } },
    { kind: 'command', command: { kind: 'trainMore', epochs: 1 } },
    { kind: 'command', command: { kind: 'setPace', pace: { kind: 'stepsPerSecond', value: 4 } } },
    { kind: 'command', command: { kind: 'setParameter', parameter: 'affine1.W', entry: 0, value: 1 } },
    { kind: 'command', command: { kind: 'setLearningRate', learningRate: 0.1 } },
  ],
  scrub: [
    { kind: 'scrub', step: 3 },
    { kind: 'scrub', step: null },
  ],
  findSamples: [{ kind: 'findSamples', question: search }],
  explainEntry: [{ kind: 'explainEntry', question: layerQuestion }],
  workOutLayerEntry: [{ kind: 'workOutLayerEntry', question: layerWorkQuestion }],
  select: [{ kind: 'select', layer: 2, reveal: true }],
  hover: [{ kind: 'hover', layer: null }],
  exportNetwork: [{ kind: 'exportNetwork' }],
  recompute: [{ kind: 'recompute' }],
  applyFix: [{ kind: 'applyFix', fix: 0 }],
  applyRemedy: [{ kind: 'applyRemedy', rule: 'dead-relu', layer: 1, remedy: 0 }],
};

export const toFormulaPanel: Examples<HostToFormulaPanel> = {
  ...toEveryPanel,
  state: [
    { kind: 'state', state: formulaState, play: true },
    { kind: 'state', state: emptyFormulaState, play: false },
  ],
  tried: [{ kind: 'tried', number: 7 }],
  reveal: [{ kind: 'reveal', node: 3 }],
  entryWorkedOut: [
    {
      kind: 'entryWorkedOut',
      question: workQuestion,
      answer: {
        formula: 'dW[1,2] = Σ x[·,1] · dout[·,2]',
        outputEntries: [0, 1],
        upstream: doubles(1, 2),
        local: doubles(3, NaN),
        localNames: ['x[0,1]', 'x[1,1]'],
        products: doubles(3, NaN),
        total: doubles(NaN),
        leftOut: 0,
      },
    },
    { kind: 'entryWorkedOut', question: workQuestion, answer: 'A blank stands here.' },
  ],
  entryExplained: [
    {
      kind: 'entryExplained',
      question: whyQuestion,
      answer: { sentence: 'a', node: 3, causes: [{ sentence: 'b', node: 0, entry: 1, causes: [] }] },
    },
  ],
};

export const fromFormulaPanel: Examples<FormulaPanelToHost> = {
  ...fromEveryPanel,
  runBackward: [{ kind: 'runBackward' }],
  choosePass: [{ kind: 'choosePass', pass: 0 }],
  step: [
    { kind: 'step', pass: 0, position: 2 },
    { kind: 'step', pass: 0, position: null },
  ],
  select: [{ kind: 'select', node: 2, reveal: false }],
  hover: [{ kind: 'hover', node: 1 }],
  edit: [{ kind: 'edit', edit: { node: 1, entry: 0, value: -1 } }],
  try: [{ kind: 'try', edit: { node: 1, entry: 0, value: -1 }, number: 7 }],
  writeEdits: [{ kind: 'writeEdits' }],
  discardEdits: [{ kind: 'discardEdits' }],
  workOutEntry: [{ kind: 'workOutEntry', question: workQuestion }],
  explainEntry: [{ kind: 'explainEntry', question: whyQuestion }],
};

const curve = { steps: doubles(0, 1), values: doubles(1, NaN) };

export const toComparePanel: Examples<HostToComparePanel> = {
  ...toEveryPanel,
  comparison: [
    {
      kind: 'comparison',
      comparison: {
        runs: [
          {
            name: 'a',
            created: '2026-11-30T04:10:05.120Z',
            state: 'running',
            step: 3,
            seconds: 1.5,
            stepsPerEpoch: 5,
            snapshots: doubles(1, 3),
            layers: ['affine1'],
            hasDefinition: true,
            edits: [{ step: 3, kind: 'learningRate', to: '0.1' }],
            evaluated: null,
          },
        ],
        entries: [
          {
            name: 'lr 0.1',
            runs: [0],
            curves: { loss: { ...curve, low: doubles(1, 2), high: doubles(3, 4) }, gradientNorm: curve },
            figures: { testLoss: doubles(1, 1, 1) },
            settings: ['SGD(lr=0.1)', 0.1, true, null],
            firstNotFinite: 2,
          },
        ],
        settings: ['optimizer', 'lr', 'shuffle', 'seed'],
        hasSeeds: true,
        layers: ['affine1'],
        cautions: ['data', 'lossFunction'],
        ranking: { by: 'testLoss', order: [0] },
        problems: ['b.bprun is no longer there.'],
      },
    },
    {
      kind: 'comparison',
      comparison: {
        runs: [],
        entries: [],
        settings: [],
        hasSeeds: false,
        layers: [],
        cautions: [],
        ranking: null,
        problems: [],
      },
    },
  ],
  snapshots: [
    {
      kind: 'snapshots',
      number: 1,
      snapshots: [
        { run: 0, step: null, pictures: [] },
        {
          run: 0,
          step: 3,
          pictures: [
            {
              layer: 'affine1',
              shape: [2, 3],
              statistics: doubles(1, 2, 3),
              histogram: Int32Array.of(1, 2),
              cells: { rows: 1, columns: 2, means: floats(1, NaN), extremes: floats(1, -2) },
            },
          ],
          damaged: 'snapshots/000000003.safetensors',
        },
      ],
    },
  ],
};

export const fromComparePanel: Examples<ComparePanelToHost> = {
  ...fromEveryPanel,
  choose: [{ kind: 'choose', choice: { bySeed: true, layer: 'affine1' } }],
  requestSnapshots: [
    {
      kind: 'requestSnapshots',
      request: { number: 1, moments: [{ run: 0, step: 2.5 }], kind: 'weights', layer: null },
    },
  ],
  showDifference: [{ kind: 'showDifference', left: 0, right: 1 }],
};

export const toMonitor: Examples<HostToMonitor> = {
  ...toEveryPanel,
  monitored: [
    {
      kind: 'monitored',
      run: {
        network: 'N',
        file: 'a.backprop',
        state: 'running',
        step: 3,
        epoch: 1,
        epochs: 2.5,
        loss: doubles(NaN),
        accuracy: doubles(0.5),
        losses: curve,
        accuracies: curve,
        worst: { layer: 'relu1', severity: 'warning', text: 'a' },
      },
      others: [],
    },
    { kind: 'monitored', run: null, others: [] },
  ],
};

export const fromMonitor: Examples<MonitorToHost> = {
  ...fromEveryPanel,
  openPanel: [{ kind: 'openPanel' }],
};

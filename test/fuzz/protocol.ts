import { receiveFromFormulaPanel, receiveInFormulaPanel } from '../../src/protocol/formulaPanelMessages';
import {
  readKeptRun,
  receiveFromNetworkPanel,
  receiveInNetworkPanel,
} from '../../src/protocol/networkPanelMessages';
import { readKeptPlace } from '../../src/protocol/panelMessages';
import type { Received } from '../../src/protocol/received';
import type { Choices, FuzzTarget, GrowthCase } from './target';

/** Every check of what comes from another side. */
function receiveEverywhere(message: unknown): readonly Received<{ readonly kind: string }>[] {
  const received = [
    receiveInFormulaPanel(message),
    receiveFromFormulaPanel(message),
    receiveInNetworkPanel(message),
    receiveFromNetworkPanel(message),
  ];
  readKeptRun(message);
  readKeptPlace(message);
  for (const result of received) {
    if (!result.ok && result.reason === '') throw new Error('A refusal has no reason.');
  }
  for (const name of ['polluted', 'kind', 'ok', 'state']) {
    if (name in {}) throw new Error(`Every object has got ${name}.`);
  }
  return received;
}

const point = { kind: 'watch' };
const status = {
  state: 'running',
  step: 3,
  firstStep: 1,
  totalSteps: 10,
  stepsPerEpoch: 5,
  epoch: 0,
  epochs: 2,
  stepsPerSecond: 1.5,
  learningRate: 0.1,
  scheduledLearningRate: 0.1,
  pace: point,
  isBetween: false,
};
const networkState = {
  fileName: 'a.backprop',
  status: { kind: 'ready', text: '' },
  network: null,
  run: {
    status,
    trainSamples: 8,
    testSamples: 2,
    evaluated: { trainSamples: 8, testSamples: 2, finalTrainSamples: 8 },
    batch: 4,
    changedByHand: false,
    kernels: 'reference',
    findings: [],
    snapshots: [1],
  },
};
const formulaState = {
  revision: 1,
  fileName: 'a.backprop',
  status: { kind: 'neverRun', text: '' },
  graph: null,
  run: null,
  pass: 0,
  position: null,
  edits: [{ node: 1, entry: 0, value: 2.5 }],
};
const zero = { layer: 1, kind: 'activation', entry: 3 };

/** Messages that the protocol has: mutations of them reach deeper than anything made up. */
const messages = [
  { kind: 'ready', texts: ['Train', 'Pause'] },
  { kind: 'texts', language: 'ja', strings: { Train: '学習', toString: 'a' } },
  { kind: 'notice', text: 'Saved.' },
  { kind: 'refused', reason: 'no' },
  { kind: 'showError' },
  { kind: 'export', format: 'svg', bytes: Uint8Array.of(1, 2), name: 'loss' },
  { kind: 'copy', text: '1' },
  { kind: 'log', level: 'info', text: 'a' },
  { kind: 'state', state: networkState },
  { kind: 'state', state: formulaState, play: false },
  { kind: 'reveal', layer: null },
  { kind: 'reveal', node: 3 },
  { kind: 'live' },
  { kind: 'walk' },
  { kind: 'lookBack', step: 2, answer: 'It is too long ago.' },
  { kind: 'points', points: null },
  { kind: 'samplesFound', question: { part: 'train', limit: 3 }, answer: [] },
  {
    kind: 'zeroExplained',
    question: zero,
    answer: { sentence: 'a', causes: [{ sentence: 'b', layer: 0, causes: [] }] },
  },
  { kind: 'shown', number: 7 },
  { kind: 'command', command: { kind: 'train' } },
  { kind: 'command', command: { kind: 'setPace', pace: { kind: 'stepsPerSecond', value: 4 } } },
  { kind: 'command', command: { kind: 'setParameter', parameter: 'affine1.W', entry: 0, value: 1 } },
  { kind: 'command', command: { kind: 'setLearningRate', learningRate: 0.1 } },
  { kind: 'scrub', step: 3 },
  { kind: 'findSamples', question: { part: 'test', actual: 1, limit: 5 } },
  { kind: 'explainZero', question: zero },
  { kind: 'select', layer: 2, reveal: true },
  { kind: 'hover', node: null },
  { kind: 'runBackward' },
  { kind: 'choosePass', pass: 0 },
  { kind: 'step', pass: 0, position: 2 },
  { kind: 'edit', edit: { node: 1, entry: 0, value: -1 } },
  { kind: 'writeEdits' },
] as const;

/** @throws Error where nobody takes a message as the protocol has it: then its mutations test little */
function requireTaken(message: unknown): void {
  if (!receiveEverywhere(message).some(({ ok }) => ok)) {
    throw new Error('A message of the protocol is refused everywhere.');
  }
}

const numbers: readonly unknown[] = [0, 1, -1, 0.5, NaN, Infinity, 2 ** 53, 1e308, -0, 10n];
const texts: readonly unknown[] = ['', 'train', 'state', '__proto__', 'constructor', '\ud800', Symbol('a')];
const objects: readonly unknown[] = [new Date(NaN), new Map(), new Float32Array(3), new Array<number>(5)];
const others: readonly unknown[] = [true, false, null, undefined, () => 1];
const leaves = [...numbers, ...texts, ...objects, ...others];

const keys = [
  ...(['kind', 'state', 'run', 'text', 'layer', 'entry', 'value', 'step', 'answer', 'question'] as const),
  ...(['__proto__', 'constructor', 'prototype', 'toString', 'length', '0', 'polluted', ''] as const),
] as const;

/** A property of an object's own, also where it is called as one that changes the prototype. */
function put(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function anything(choices: Choices, depth: number): unknown {
  if (depth <= 0 || choices.chance(0.4)) return leaves[choices.below(leaves.length)];
  if (choices.chance(0.4)) return choices.some(4, () => anything(choices, depth - 1));
  const object = choices.chance(0.1) ? (Object.create({ kind: 'state' }) as object) : {};
  for (let count = choices.below(5); count > 0; count--) {
    put(object, choices.oneOf(keys), anything(choices, depth - 1));
  }
  return object;
}

/** A copy in which values are replaced, and fields left out, renamed and added. */
function mutated(choices: Choices, value: unknown, often: number): unknown {
  if (choices.chance(often)) return anything(choices, 3);
  if (Array.isArray(value)) return value.map((item: unknown) => mutated(choices, item, often));
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const copy = {};
  for (const [key, item] of Object.entries(value)) {
    if (choices.chance(often)) continue;
    put(copy, choices.chance(often) ? choices.oneOf(keys) : key, mutated(choices, item, often));
  }
  if (choices.chance(often)) put(copy, choices.oneOf(keys), anything(choices, 2));
  return copy;
}

function written(value: unknown): string {
  try {
    return JSON.stringify([value], (_key, item: unknown) =>
      typeof item === 'bigint' || typeof item === 'symbol' || typeof item === 'function'
        ? String(item)
        : item,
    );
  } catch (error) {
    return `What JSON cannot hold: ${String(error)}`;
  }
}

/** A message with a list or a chain of so many parts. */
function grown(name: string, messageOf: (count: number) => unknown): GrowthCase {
  return {
    name,
    attempt(count) {
      const message = messageOf(count);
      return () => {
        receiveEverywhere(message);
      };
    },
  };
}

export const protocol: FuzzTarget = {
  name: 'protocol',
  quickCount: 800,

  makeCase(choices) {
    const isMadeUp = choices.chance(0.2);
    const sound = messages[choices.below(messages.length)];
    const message = isMadeUp
      ? anything(choices, 5)
      : mutated(choices, sound, choices.oneOf([0, 0.03, 0.1, 0.3]));
    const input = written(message);
    return {
      input,
      attempt: () => {
        requireTaken(sound);
        receiveEverywhere(message);
      },
      mostWork: 20_000 + 100 * input.length,
    };
  },

  growth: [
    grown('texts of a page', (count) => ({ kind: 'ready', texts: new Array<string>(count).fill('a') })),
    grown('texts in a language', (count) => ({
      kind: 'texts',
      language: 'ja',
      strings: Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${String(i)}`, 'b'])),
    })),
    grown('numbers typed into a panel', (count) => ({
      kind: 'state',
      play: false,
      state: {
        ...formulaState,
        edits: Array.from({ length: count }, (_, node) => ({ node, entry: 0, value: 1 })),
      },
    })),
    grown('snapshots of a run', (count) => ({
      kind: 'state',
      state: { ...networkState, run: { ...networkState.run, snapshots: new Array<number>(count).fill(1) } },
    })),
    grown('causes beside one another', (count) => ({
      kind: 'zeroExplained',
      question: zero,
      answer: {
        sentence: 'a',
        causes: Array.from({ length: count }, () => ({ sentence: 'b', causes: [] })),
      },
    })),
    grown('causes in one another', (count) => {
      let answer: object = { sentence: 'a', causes: [] };
      // From some thousand levels on a message is refused for its depth.
      for (let depth = 0; depth < count / 10; depth++) answer = { sentence: 'a', causes: [answer] };
      return { kind: 'zeroExplained', question: zero, answer };
    }),
    grown('fields that nobody knows', (count) => ({
      kind: 'live',
      ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${String(i)}`, 1])),
    })),
  ],
};

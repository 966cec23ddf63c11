import { receiveFromComparePanel, receiveInComparePanel } from '../../src/protocol/comparePanelMessages';
import { receiveFromFormulaPanel, receiveInFormulaPanel } from '../../src/protocol/formulaPanelMessages';
import { receiveFromMonitor, receiveInMonitor } from '../../src/protocol/monitorMessages';
import {
  readKeptRun,
  receiveFromNetworkPanel,
  receiveInNetworkPanel,
} from '../../src/protocol/networkPanelMessages';
import { readKeptPlace } from '../../src/protocol/panelMessages';
import type { Received } from '../../src/protocol/received';
import { carryOver } from './channelNoise';
import {
  emptyFormulaState,
  formulaNode,
  fromComparePanel,
  fromFormulaPanel,
  fromMonitor,
  fromNetworkPanel,
  layerQuestion,
  networkState,
  toComparePanel,
  toFormulaPanel,
  toMonitor,
  toNetworkPanel,
  views,
} from './panelMessages';
import type { Choices, FuzzTarget, GrowthCase } from './target';

/** Every check of what comes from another side. */
function receiveEverywhere(message: unknown): readonly Received<{ readonly kind: string }>[] {
  const received = [
    receiveInFormulaPanel(message),
    receiveFromFormulaPanel(message),
    receiveInNetworkPanel(message),
    receiveFromNetworkPanel(message),
    receiveInComparePanel(message),
    receiveFromComparePanel(message),
    receiveInMonitor(message),
    receiveFromMonitor(message),
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

type Receive = (message: unknown) => Received<{ readonly kind: string }>;

/**
 * Every message that the protocol has, beside who takes it: what is made of them reaches deeper than anything
 * made up.
 */
const messages: readonly (readonly [unknown, Receive])[] = [
  ...Object.values(toFormulaPanel).flatMap(takenBy(receiveInFormulaPanel)),
  ...Object.values(fromFormulaPanel).flatMap(takenBy(receiveFromFormulaPanel)),
  ...Object.values(toNetworkPanel).flatMap(takenBy(receiveInNetworkPanel)),
  ...Object.values(fromNetworkPanel).flatMap(takenBy(receiveFromNetworkPanel)),
  ...Object.values(toComparePanel).flatMap(takenBy(receiveInComparePanel)),
  ...Object.values(fromComparePanel).flatMap(takenBy(receiveFromComparePanel)),
  ...Object.values(toMonitor).flatMap(takenBy(receiveInMonitor)),
  ...Object.values(fromMonitor).flatMap(takenBy(receiveFromMonitor)),
];

function takenBy(receive: Receive): (examples: readonly unknown[]) => (readonly [unknown, Receive])[] {
  return (examples) => examples.map((message) => [message, receive] as const);
}

/** @throws Error where a message of the protocol is refused: then its mutations test little */
function requireTaken(message: unknown, receive: Receive): void {
  const received = receive(message);
  if (!received.ok) throw new Error(`A message of the protocol is refused. ${received.reason}`);
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
  if (value instanceof Float64Array && choices.chance(often)) return value.subarray(choices.below(3));
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

function messageOf(choices: Choices): readonly [unknown, Receive] {
  const message = messages[choices.below(messages.length)];
  if (message === undefined) throw new RangeError('There are no messages.');
  return message;
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

  makeCase(choices) {
    const isMadeUp = choices.chance(0.2);
    const [sound, receive] = messageOf(choices);
    const message = isMadeUp
      ? anything(choices, 5)
      : mutated(choices, sound, choices.oneOf([0, 0.003, 0.03, 0.1, 0.3]));
    const input = written(message);
    return {
      input,
      attempt: () => {
        requireTaken(sound, receive);
        receiveEverywhere(message);
        return carryOver(choices, message);
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
        ...emptyFormulaState,
        edits: Array.from({ length: count }, (_, node) => ({ node, entry: 0, value: 1 })),
      },
    })),
    grown('snapshots of a run', (count) => ({
      kind: 'state',
      state: { ...networkState, run: { ...networkState.run, snapshots: new Array<number>(count).fill(1) } },
    })),
    grown('causes beside one another', (count) => ({
      kind: 'entryExplained',
      question: layerQuestion,
      answer: {
        sentence: 'a',
        causes: Array.from({ length: count }, () => ({ sentence: 'b', causes: [] })),
      },
    })),
    grown('causes in one another', (count) => {
      let answer: object = { sentence: 'a', causes: [] };
      // From some thousand levels on a message is refused for its depth.
      for (let depth = 0; depth < count / 10; depth++) answer = { sentence: 'a', causes: [answer] };
      return { kind: 'entryExplained', question: layerQuestion, answer };
    }),
    grown('nodes of a graph', (count) => ({
      kind: 'state',
      play: false,
      state: {
        ...emptyFormulaState,
        graph: {
          nodes: Array.from({ length: count }, (_, id) => ({
            ...formulaNode,
            id,
            kind: 'layer',
            layer: 'ReLU',
            name: '',
            inputs: id === 0 ? [] : [{ node: id - 1, name: 'x', rule: '' }],
          })),
          passes: [],
        },
      },
    })),
    grown('pictures of a look back', (count) => ({
      kind: 'lookBack',
      step: 1,
      answer: {
        step: 1,
        loss: new Float64Array(1),
        scalars: new Float64Array(),
        views: { pictures: new Array(count).fill(views.pictures[0]) },
      },
    })),
    grown('runs that are compared', (count) => {
      const [{ comparison }] = toComparePanel.comparison;
      const runs = new Array(count).fill(comparison.runs[0]);
      return { kind: 'comparison', comparison: { ...comparison, runs } };
    }),
    grown('moments of runs that are compared', (count) => ({
      kind: 'requestSnapshots',
      request: {
        number: 1,
        moments: new Array(count).fill({ run: 0, step: 1 }),
        kind: 'weights',
        layer: null,
      },
    })),
    grown('fields that nobody knows', (count) => ({
      kind: 'live',
      ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${String(i)}`, 1])),
    })),
  ],
};

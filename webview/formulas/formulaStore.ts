import { computed, signal } from '@preact/signals';
import type {
  PanelNode,
  PanelPass,
  FormulaPanelState,
  WhyQuestion,
  WorkedEntry,
  WorkQuestion,
  EntryCause,
} from '../../src/protocol/formulaPanelMessages';
import { pass, position, selected } from './formulaViewState';

/** Everything the host said last; `null` before it has answered `ready`. */
export const state = signal<FormulaPanelState | null>(null);

/** Where each node stands in the lists of the state. */
export const places = computed(
  () => new Map<number, number>(state.value?.graph?.nodes.map(({ id }, place) => [id, place])),
);

export function nodeOf(id: number | null): PanelNode | undefined {
  if (id === null) return undefined;
  const place = places.value.get(id);
  return place === undefined ? undefined : state.value?.graph?.nodes[place];
}

export const chosenPass = computed<PanelPass | undefined>(() => state.value?.graph?.passes[pass.value]);
export const chosenRun = computed(() => state.value?.run?.passes[pass.value]);
export const selectedNode = computed(() => nodeOf(selected.value));

/** One use of a value: input number `input` of node `node`. */
interface Use {
  readonly node: PanelNode;
  readonly input: number;
}

/** By id, who uses the value, in the order of the file. */
export const usesOf = computed(() => {
  const uses = new Map<number, Use[]>();
  for (const node of state.value?.graph?.nodes ?? []) {
    node.inputs.forEach(({ node: source }, input) => {
      const known = uses.get(source);
      if (known === undefined) uses.set(source, [{ node, input }]);
      else known.push({ node, input });
    });
  }
  return uses;
});

/** By id, the uses of the value that the chosen pass has gone through: another result's are none of them. */
export const usesInPass = computed(() => {
  const gradients = chosenRun.value?.gradients;
  const reached = ({ node }: Use): boolean => gradients?.[places.value.get(node.id) ?? -1] != null;
  return new Map([...usesOf.value].map(([id, uses]) => [id, uses.filter(reached)]));
});

/** The node the walk stands on; `undefined` before its first step and while nobody steps. */
export const currentStep = computed(() =>
  position.value === null || position.value === 0 ? undefined : chosenPass.value?.walk[position.value - 1],
);

export const worked = signal<ReadonlyMap<string, WorkedEntry | string>>(new Map());
export const explanation = signal<{
  readonly question: WhyQuestion;
  readonly answer?: EntryCause | string;
} | null>(null);
/** The node under the pointer, or that the cursor stands on in the editor. */
export const hovered = signal<number | null>(null);
export const revealed = signal<number | null>(null);

export function workKey({ pass, node, input, entry }: WorkQuestion): string {
  return `${pass}/${node}/${input}/${entry}`;
}

/** Every node on the way from the zero to its causes. */
export const lightPath = computed<ReadonlySet<number>>(() => {
  const path = new Set<number>();
  const shown = explanation.value;
  if (shown?.answer === undefined || typeof shown.answer === 'string') return path;
  const walk = (cause: EntryCause): void => {
    path.add(cause.node);
    cause.causes.forEach(walk);
  };
  path.add(shown.question.node);
  walk(shown.answer);
  return path;
});

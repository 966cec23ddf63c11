import { signal } from '@preact/signals';
import * as v from 'valibot';
import { type Viewport, Zoom } from '../graph/zoom';
import { keepView, keptState } from '../kit/viewChoices';

/** How a person looks at the panel: all that is kept here, and nothing the host owns. */
const viewStateSchema = v.object({
  selected: v.nullable(v.number()),
  /** `null`: the whole graph is fitted, whatever the size of the panel. */
  viewport: v.nullable(v.object({ x: v.number(), y: v.number(), scale: v.pipe(v.number(), v.gtValue(0)) })),
  openNodes: v.array(v.number()),
  /**
   * Which entry is worked out of an input, by `node/input`;
   * and which is asked about, by `node/value` and `node/gradient`.
   */
  entries: v.record(v.string(), v.number()),
  /** What the host said last, so that the step survives a reload of the window as well. */
  pass: v.number(),
  position: v.nullable(v.number()),
  /** `null`: what the pass is about; a number: a result that no backward starts from, by its node. */
  scope: v.optional(v.nullable(v.union([v.literal('file'), v.number()])), null),
});
type ViewState = v.InferOutput<typeof viewStateSchema>;

const initial: ViewState = {
  selected: null,
  viewport: null,
  openNodes: [],
  entries: {},
  pass: 0,
  position: null,
  scope: null,
};

const kept = v.safeParse(viewStateSchema, keptState);
const start = kept.success ? kept.output : initial;

/** What was kept before the last reload; `undefined` in a new panel. */
export const restored: ViewState | undefined = kept.success ? kept.output : undefined;

export const selected = signal(start.selected);
const viewport = signal<Viewport | null>(start.viewport);
export const openNodes = signal<ReadonlySet<number>>(new Set(start.openNodes));
export const entries = signal<Readonly<Record<string, number>>>(start.entries);
export const pass = signal(start.pass);
export const position = signal(start.position);
export const scope = signal(start.scope);
/** Whether there were numbers: then the host computes them anew after a reload. */
export const ran = signal(false);

keepView((): ViewState & { readonly ran: boolean } => ({
  selected: selected.value,
  viewport: viewport.value,
  openNodes: [...openNodes.value],
  entries: { ...entries.value },
  pass: pass.value,
  position: position.value,
  scope: scope.value,
  ran: ran.value,
}));

/** Of the graph's texts none is smaller than 12 px as it is drawn, and none is fitted below 11 px. */
export const leastScale = 11 / 12;

/** Which part of the graph is seen. */
export const zoom = new Zoom(viewport, leastScale);

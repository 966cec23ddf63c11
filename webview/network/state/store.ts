import { computed, signal } from '@preact/signals';
import type {
  LayerCause,
  LayerQuestion,
  LayerWorkQuestion,
  PanelSearch,
  ToNetworkPanel,
} from '../../../src/protocol/networkPanelMessages';
import type { DataPoints, FoundSamples, ShownWork } from '../../../src/protocol/trainingAnswers';
import type { LookBack, Picture, PictureKind, TrainingViews } from '../../../src/protocol/trainingViews';
import type { NetworkPanelState, PanelFinding } from '../../../src/protocol/networkPanelState';
import { throttled } from '../../kit/pacing/throttled';
import { newestStatus } from './running';

/** Everything but the numbers, as the host said it last; `null` before it has answered `ready`. */
export const state = signal<NetworkPanelState | null>(null);
export const network = computed(() => state.value?.network ?? null);
export const layers = computed(() => network.value?.layers ?? []);

/** Present where what is shown was recorded: nothing of it is computed, and some things are not there. */
export const recording = computed(() => state.value?.recording);
export const isRecorded = computed(() => recording.value !== undefined);

/** Of the run; `null` before anything has run. */
export const status = throttled(newestStatus, 100);
/** What the host said that every surface names; `null` before it has said it. */
export const moment = signal<Extract<ToNetworkPanel, { kind: 'moment' }>['moment']>(null);
/** The step and epoch to be named: the same as beside the text in the editor. */
export const namedMoment = computed(() => moment.value ?? status.value);
/** Of the status, what seldom changes: a view that reads only this is not rendered at every step. */
export const runState = computed(() => status.value?.state);
export const stepsDone = computed(() => status.value?.step ?? 0);
export const hasStepped = computed(() => stepsDone.value > 0);
export const isBetween = computed(() => status.value?.isBetween === true);
/** The first step that can be looked back at; those before it are of the definition before an edit. */
export const firstStep = computed(() => status.value?.firstStep ?? 1);
export const findings = signal<readonly PanelFinding[]>([]);
/** Rules that a recording tells nothing of. */
export const notJudged = signal<NonNullable<NonNullable<NetworkPanelState['run']>['notJudged']>>([]);
/** Steps at which a look back is cheap. */
export const snapshots = signal<readonly number[]>([]);
/** Of a recorded run only steps that were stored can be looked back at. */
export const canLookBack = computed(() =>
  isRecorded.value ? snapshots.value.length > 0 : stepsDone.value >= firstStep.value,
);
/** The last step of which there are pictures. */
export const lastPictured = computed(() =>
  isRecorded.value ? (snapshots.value.at(-1) ?? 0) : stepsDone.value,
);

/** The step nearest to a requested one that can be looked back at; `undefined` where none can. */
export function reachableStep(requested: number): number | undefined {
  if (!canLookBack.value) return undefined;
  if (!isRecorded.value) return Math.min(Math.max(requested, firstStep.value), stepsDone.value);
  return snapshots.value.reduce((nearest, step) =>
    Math.abs(step - requested) < Math.abs(nearest - requested) ? step : nearest,
  );
}

/** The pictures of the newest step; `null` where nothing has been computed. */
export const liveViews = signal<TrainingViews | null>(null);

/** The earlier step that is looked at; `null` while everything is live. */
export const scrubbed = signal<number | null>(null);
/** The step before an edit that a person asked for, where the first one after it is looked at instead. */
export const askedBeforeEdit = signal<number | null>(null);
/**
 * What the host found at the step it answered last; a sentence
 * where that cannot be looked at; `null` before it has.
 */
export const lookBack = signal<{ readonly step: number; readonly answer: LookBack | string } | null>(null);
/** The step is not computed yet: what is shown is that of before. */
export const isLookingBack = computed(
  () => scrubbed.value !== null && scrubbed.value !== lookBack.value?.step,
);

/**
 * What the sections show: live, or of the step looked back
 * at. The last pictures stay until the new ones are there.
 */
export const shownViews = computed<TrainingViews | null>(() => {
  if (scrubbed.value === null || lookBack.value === null) return liveViews.value;
  const { answer } = lookBack.value;
  return typeof answer === 'string' ? null : answer.views;
});

/** How many updates are done in what is shown; `null` before anything was computed. */
export const shownStep = computed<number | null>(() =>
  scrubbed.value === null || lookBack.value === null ? (status.value?.step ?? null) : lookBack.value.step,
);

export function shownPicture(layer: number, kind: PictureKind): Picture | undefined {
  return shownViews.value?.pictures.find((picture) => picture.layer === layer && picture.kind === kind);
}

/** A layer by its place in the list. */
export const selected = signal<number | null>(null);
/** Under the pointer, or where the cursor stands in the editor. */
export const hovered = signal<number | null>(null);
export const revealed = signal<number | null>(null);

/** The step under the pointer in any chart, and in all of them. */
export const cursorStep = signal<number | null>(null);

export const points = signal<DataPoints | null>(null);
export const foundSamples = signal<{
  readonly question: PanelSearch;
  readonly answer?: FoundSamples | string;
} | null>(null);
export const explanation = signal<{
  readonly question: LayerQuestion;
  readonly answer?: LayerCause | string;
} | null>(null);

/** The entry of a layer that is worked out, and how it came about. */
export const workedOut = signal<{
  readonly question: LayerWorkQuestion;
  readonly answer?: ShownWork;
} | null>(null);

/** Layers on the way from a zero to its causes. */
export const lightPath = computed<ReadonlySet<number>>(() => {
  const path = new Set<number>();
  const shown = explanation.value;
  if (shown?.answer === undefined || typeof shown.answer === 'string') return path;
  const walk = ({ layer, causes }: LayerCause): void => {
    if (layer !== undefined) path.add(layer);
    causes.forEach(walk);
  };
  path.add(shown.question.layer);
  walk(shown.answer);
  return path;
});

/** Findings that still hold, the worst first. */
export const openFindings = computed(() =>
  findings.value
    .filter(({ resolvedAt }) => resolvedAt === undefined)
    .sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error')),
);

/** Phases of the walk through one training step, as the chapter names them; `null` while nobody walks. */
export const walking = signal(false);

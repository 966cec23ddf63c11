import type { Message } from '../engine/message';
import type { DataPoints, FoundSamples, ProductsWork, WindowWork } from './trainingAnswers';
import type { DataPart, PictureKind } from './trainingViews';

export interface SampleSearch {
  readonly session: number;
  readonly part: DataPart;
  /** Only samples of this class, and only those taken for this one. */
  readonly actual?: number;
  readonly predicted?: number;
  /** The step looked back at, after its update, as for `InspectRequest`; absent: as the network is now. */
  readonly step?: number;
  readonly limit: number;
}

/**
 * Which entry of a layer's gradient or output is asked
 * about; its place in the tensor, row-major, batch first.
 */
export interface LayerEntryQuestion {
  readonly session: number;
  readonly layer: number;
  readonly kind: Extract<PictureKind, 'activation' | 'gradient' | 'weightGradient'>;
  readonly entry: number;
}

/** A cause of a zero, and what caused it in turn. */
export interface LayerEntryCause {
  readonly message: Message;
  /** The layer that is to blame or passed it on; absent for the network's input. */
  readonly layer?: number;
  readonly entry?: number;
  readonly causes: readonly LayerEntryCause[];
}

/** Which entry of what a layer gave, or of the gradient of its weights, is to be worked out. */
export interface LayerWorkQuestion {
  readonly session: number;
  readonly layer: number;
  readonly kind: Extract<PictureKind, 'activation' | 'weightGradient'>;
  /** Row-major, batch first. */
  readonly entry: number;
  /** The step whose pass it is of, as for `InspectRequest`; absent: the last pass. */
  readonly step?: number;
}

export type LayerWork = WindowWork | ProductsWork | { readonly kind: 'none'; readonly message: Message };

/** What views ask of a session besides its frames. */
export interface TrainingViewsService {
  /** `undefined` for data of more than two inputs. */
  dataPoints(request: { readonly session: number }): DataPoints | undefined;
  /** The samples with the largest loss first. Takes its time in slices; the run waits meanwhile. */
  findSamples(request: SampleSearch): FoundSamples;
  /** Of the last mini-batch. */
  explainLayerEntry(request: LayerEntryQuestion): LayerEntryCause;
  /** With the weights that the pass was computed with, also after their update. */
  workOutLayerEntry(request: LayerWorkQuestion): LayerWork;
}

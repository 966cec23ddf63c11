import { message, type Message } from '../../engine/message';
import type { GradientCheck } from '../../engine/explain/gradientCheck';
import type { AskedQuantity } from '../../engine/training/firstPass';
import type { Trainer } from '../../engine/training/trainer';
import type { Points } from '../../protocol/boundedSeries';
import type { TrainingCommand, TrainingSeal } from '../../protocol/training';
import {
  evaluationNames,
  type LayerScalarName,
  layerScalarNames,
  type StepInspection,
  type TrainingFrame,
} from '../../protocol/trainingFrame';
import type {
  DistributionKind,
  Picture,
  PictureKind,
  RunSeries,
  SampleView,
  TrainingViews,
  ViewRequests,
} from '../../protocol/trainingViews';
import { type SealableView, sealableViews } from '../../protocol/viewLimits';

type PicturePlace = Pick<Picture, 'layer' | 'kind'>;

/** What of a layer. */
type Part = 'output' | 'gradient' | 'weights' | 'weightGradient' | 'parameters' | 'parameterGradients';

/** What a picture, a distribution or a scalar of a layer is made of. */
const partsOfPicture: Readonly<Record<PictureKind | DistributionKind, Part>> = {
  activation: 'output',
  gradient: 'gradient',
  mask: 'output',
  weights: 'weights',
  weightGradient: 'weightGradient',
};
const partsOfScalar: Readonly<Record<LayerScalarName, readonly Part[]>> = {
  gradientNorm: ['parameterGradients'],
  meanAbsoluteGradient: ['parameterGradients'],
  updateToWeightRatio: ['parameters', 'parameterGradients'],
  blockedShare: ['output'],
  saturatedShare: ['output'],
};

const noPoints: Points = { steps: new Float64Array(), values: new Float64Array() };

/** Commands that make an update. */
const training: ReadonlySet<TrainingCommand['kind']> = new Set([
  'train',
  'resume',
  'step',
  'trainTo',
  'trainMore',
]);

/** The one place through which everything goes that leaves the runtime about a run with a seal. */
export class RunSeal {
  private readonly isSheet: boolean;
  /** Parts of layers, and the names of parameters whose gradients are. */
  private readonly hidden = new Set<string>();
  private readonly hiddenGradients = new Set<string>();
  private readonly columns: number;
  /** What flows through any layer, or its gradient: a probability less its target is one. */
  private readonly hidesFlow: boolean;
  readonly hidesInput: boolean;
  private readonly hidesGradients: boolean;
  private readonly hidesLoss: boolean;

  constructor({ sealed, isSheet }: TrainingSeal, { blueprint, parameters }: Trainer) {
    const { layers } = blueprint.definition;
    this.isSheet = isSheet;
    this.columns = layers.length * layerScalarNames.length;
    const isLoss = ({ quantity, of }: AskedQuantity): boolean =>
      of === 'value' &&
      (quantity.kind === 'loss' || (quantity.kind === 'output' && quantity.layer === layers.length - 1));
    this.hidesLoss = sealed.some(isLoss);
    this.hidesFlow = sealed.some(({ quantity }) => quantity.kind !== 'part');
    this.hidesInput = sealed.some(({ quantity, of }) => of === 'value' && quantity.kind === 'input');
    this.hidesGradients = sealed.some(({ of }) => of === 'gradient');
    for (const { quantity, of } of sealed) {
      if (quantity.kind === 'input' && of === 'gradient') this.hiddenGradients.add('input');
      const isValue = of === 'value';
      if (quantity.kind === 'output') this.hide(isValue ? 'output' : 'gradient', quantity.layer);
      if (quantity.kind !== 'part') continue;
      const { layer, part } = quantity;
      this.hide(isValue ? 'parameters' : 'parameterGradients', layer);
      const ofLayer = parameters.filter((parameter) => parameter.layer === layer);
      const parameter = ofLayer.find(({ spec }) => spec.name === part);
      if (parameter && !isValue) this.hiddenGradients.add(parameter.name);
      // Of a layer's parameters the first is pictured.
      if (parameter && parameter === ofLayer[0]) this.hide(isValue ? 'weights' : 'weightGradient', layer);
    }
  }

  /** Why a command is not followed; `undefined` where it is. */
  refusal({ kind }: TrainingCommand): Message | undefined {
    return this.isSheet && training.has(kind)
      ? message(
          'A network of a sheet is trained once its questions are answered: an update tells the gradient.',
        )
      : undefined;
  }

  frame({ series, findings, views, ...frame }: TrainingFrame, requests: ViewRequests): TrainingFrame {
    return {
      ...frame,
      series: this.series(series),
      // Their sentences name losses and norms.
      ...(findings && { findings: [] }),
      views: this.views(views, requests),
    };
  }

  inspection({ step, loss, scalars, views }: StepInspection, requests: ViewRequests): StepInspection {
    return {
      step,
      ...(loss !== undefined && !this.hidesLoss && { loss }),
      scalars: this.scalars(scalars),
      views: this.views(views, requests),
    };
  }

  /** Of the parameters whose gradients may be seen. */
  gradientCheck(check: GradientCheck): GradientCheck {
    return { ...check, values: check.values.filter(({ name }) => !this.hiddenGradients.has(name)) };
  }

  private views(views: TrainingViews, requests: ViewRequests): TrainingViews {
    const { pictures, walkedPass, walkedUpdate, boundary, confusion, samples, distribution, ...rest } = views;
    const isHidden = ({ layer, kind }: PicturePlace): boolean => this.hides(partsOfPicture[kind], layer);
    const { layer: updated = -1 } = requests.walkedUpdate ?? {};
    const showsUpdate =
      !this.isSheet && !this.hides('weights', updated) && !this.hides('weightGradient', updated);
    const showsAnswers = !this.isSheet && !this.hidesFlow;
    const showsDistribution = !requests.distribution || !isHidden(requests.distribution);
    const shown: Readonly<Record<SealableView, boolean>> = {
      boundary: showsAnswers,
      confusion: showsAnswers,
      samples: showsAnswers,
      distribution: showsDistribution,
      walkedUpdate: showsUpdate,
    };
    return {
      ...rest,
      pictures: pictures.filter((picture) => !isHidden(picture)),
      sealed: {
        pictures: requests.pictures.flatMap(({ layer, kinds }) =>
          kinds.map((kind) => ({ layer, kind })).filter(isHidden),
        ),
        views: sealableViews.filter((view) => !shown[view]),
      },
      ...(walkedPass && {
        walkedPass: {
          loss: this.hidesLoss ? new Float64Array() : walkedPass.loss,
          scalars: this.scalars(walkedPass.scalars),
        },
      }),
      ...(walkedUpdate && showsUpdate && { walkedUpdate }),
      ...(boundary && showsAnswers && { boundary }),
      ...(confusion && showsAnswers && { confusion }),
      ...(samples && showsAnswers && { samples: samples.map((sample) => this.sample(sample)) }),
      ...(distribution && !isHidden(distribution) && { distribution }),
    };
  }

  /** A mini-batch of one sample has its gradients. */
  private sample({ gradients, ...sample }: SampleView): SampleView {
    return { ...sample, ...(gradients && !this.hidesGradients && { gradients }) };
  }

  private hide(part: Part, layer: number): void {
    this.hidden.add(`${part} ${String(layer)}`);
  }

  /** Of `parameters` whether any of them is. */
  hides(part: Part, layer: number): boolean {
    return this.hidden.has(`${part} ${String(layer)}`);
  }

  private series({ losses, evaluations, scalars, learningRates }: RunSeries): RunSeries {
    const columns = evaluationNames.length;
    return {
      losses: this.hidesLoss ? noPoints : losses,
      evaluations: {
        steps: evaluations.steps,
        values: evaluations.values.map((value, at) => {
          const isLoss = evaluationNames[at % columns]?.endsWith('Loss') === true;
          return isLoss && (this.hidesLoss || this.isSheet) ? NaN : value;
        }),
      },
      scalars: { steps: scalars.steps, values: this.scalars(scalars.values) },
      learningRates,
    };
  }

  /** Any number of rows of layers × `layerScalarNames`. */
  private scalars(rows: Float64Array): Float64Array {
    const hidden = new Set<number>();
    const { columns } = this;
    for (let column = 0; column < columns; column++) {
      const layer = Math.floor(column / layerScalarNames.length);
      const name = layerScalarNames[column % layerScalarNames.length];
      if (name && (this.isSheet || partsOfScalar[name].some((part) => this.hides(part, layer))))
        hidden.add(column);
    }
    return hidden.size === 0 ? rows : rows.map((value, at) => (hidden.has(at % columns) ? NaN : value));
  }
}

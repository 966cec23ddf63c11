import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import type { LayerScalarName, PictureKind } from '../../../../src/protocol/trainingFrame';
import { strings } from './layersTexts';

export const kindNames: Readonly<Record<PictureKind, string>> = {
  activation: strings.activation,
  gradient: strings.gradient,
  mask: strings.mask,
  weights: strings.weights,
  weightGradient: strings.weightGradient,
};

/** The loss is one number: it has no pictures. */
export function isLoss({ shape }: NetworkLayer): boolean {
  return shape.length === 0;
}

/** Which pictures a layer can have. */
export function kindsOf(layer: NetworkLayer): readonly PictureKind[] {
  if (isLoss(layer)) return ['activation'];
  return [
    'activation',
    'gradient',
    ...(layer.type === 'ReLU' ? (['mask'] as const) : []),
    ...(layer.parameters.length > 0 ? (['weights', 'weightGradient'] as const) : []),
  ];
}

/** Of one sample, channels × height × width. */
export function isImage({ shape }: NetworkLayer): boolean {
  return shape.length === 3;
}

/** What a sparkline shows. */
export type FollowedScalar = Extract<LayerScalarName, 'blockedShare' | 'saturatedShare' | 'gradientNorm'>;

/** Layers whose units can be where their slope is next to nothing. */
const saturating: ReadonlySet<string> = new Set(['Sigmoid', 'Tanh']);

/** Which number of a layer is followed over the run beside its pictures. */
export function scalarOf({ type, parameters }: NetworkLayer): FollowedScalar | undefined {
  if (type === 'ReLU') return 'blockedShare';
  if (saturating.has(type)) return 'saturatedShare';
  return parameters.length > 0 ? 'gradientNorm' : undefined;
}

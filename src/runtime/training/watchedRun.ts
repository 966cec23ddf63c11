import type { WatchedRun } from '../../engine/health/observations';
import { networkLayerOf } from '../../engine/network/layerTable';
import type { Trainer } from '../../engine/training/trainer';
import type { EvaluationPlan } from './evaluationPlan';

/** What the health rules are told of a run before its first step. */
export function watchedRun({ blueprint }: Trainer, { testSamples }: EvaluationPlan): WatchedRun {
  const { definition, data, stepsPerEpoch } = blueprint;
  const loss = definition.layers.at(-1);
  const classes = data.targets.kind === 'labels' ? data.targets.classes : undefined;
  const startsAtChance =
    loss !== undefined &&
    classes !== undefined &&
    networkLayerOf(loss).asLayer.startsAtChance?.(classes) === true;
  return {
    layers: definition.layers.map(({ name, layer }) => ({ name, type: layer })),
    stepsPerEpoch,
    tested: { samples: testSamples, of: data.test.length },
    ...(startsAtChance && { classes }),
  };
}

import type { HealthFinding } from '../../../engine/health/finding';
import type { MonitoredRun } from '../../../protocol/monitorMessages';
import { evaluationNames } from '../../../protocol/trainingFrame';
import { meansOf } from '../../../recording/comparison/runCurves';
import type { SeriesRows } from '../../../recording/segment';
import { fileNameOf } from '../../documents/uris';
import { localise } from '../../localise';
import type { NetworkRun } from '../../training/networkRun';
import type { VariantRun } from '../../training/variantRuns';

/** A small curve has no room for more; where there are more, each is the mean of its part. */
const mostPoints = 120;

/** A run in a few numbers; `undefined` before it has begun. */
export function monitoredRun(run: NetworkRun | undefined): MonitoredRun | undefined {
  const { status, shown } = run ?? {};
  if (run === undefined || status === undefined || shown === undefined) return undefined;
  const { losses, evaluations } = run.history.read();
  const accuracies = accuracyOf(evaluations);
  const accuracy = accuracies.values.at(-1);
  return {
    network: run.network,
    file: fileNameOf(run.uri),
    state: status.state,
    step: shown.step,
    epoch: shown.epoch,
    epochs: shown.epochs,
    ...(shown.loss !== undefined && { loss: Float64Array.of(shown.loss) }),
    ...(accuracy !== undefined && { accuracy: Float64Array.of(accuracy) }),
    losses: meansOf(losses, mostPoints),
    accuracies: meansOf(accuracies, mostPoints),
    worst: worstOf(run),
  };
}

/** By what tells it from the others. */
export function monitoredVariant(variant: VariantRun | undefined): MonitoredRun | undefined {
  const monitored = monitoredRun(variant?.run);
  return monitored && { ...monitored, network: variant?.name ?? monitored.network };
}

/** On the test part, or where there is none on the training part. */
function accuracyOf({ steps, values }: SeriesRows): SeriesRows {
  const width = evaluationNames.length;
  for (const name of ['testAccuracy', 'trainAccuracy'] as const) {
    const column = evaluationNames.indexOf(name);
    const of = steps.map((_, row) => values[row * width + column] ?? NaN);
    if (of.some(Number.isFinite)) return { steps, values: of };
  }
  return { steps: new Float64Array(), values: new Float64Array() };
}

function worstOf({ openFindings, description }: NetworkRun): MonitoredRun['worst'] {
  const grave = (finding: HealthFinding): number => Number(finding.severity === 'error');
  const [worst] = [...openFindings].sort((a, b) => grave(b) - grave(a));
  if (worst === undefined) return null;
  const layer = worst.layer === undefined ? undefined : description?.layers[worst.layer]?.name;
  return {
    ...(layer !== undefined && { layer }),
    severity: worst.severity,
    text: localise(worst.message),
  };
}

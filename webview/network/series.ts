import { signal } from '@preact/signals';
import { Envelope, type Points } from '../../src/protocol/envelope';
import type { PanelSeries } from '../../src/protocol/networkPanelViews';
import { evaluationColumns, layerScalarNames, type LayerScalarName } from '../../src/protocol/trainingFrame';

/** More than the widest chart has pixels: the lowest and highest of each span stand for it. */
const spans = 2048;

type Evaluation = Readonly<Record<(typeof evaluationColumns)[number], number>>;

/** Everything the charts draw. It only grows; `version` tells when. */
class Series {
  readonly version = signal(0);
  private loss = new Envelope(spans);
  private rates = new Envelope(spans);
  private rows: Evaluation[] = [];
  private scalars = new Map<string, Envelope>();

  get losses(): Points {
    return this.loss.points();
  }

  get learningRates(): Points {
    return this.rates.points();
  }

  get evaluations(): readonly Evaluation[] {
    return this.rows;
  }

  /** Empty where the layer has no such number. */
  scalar(layer: number, name: LayerScalarName): Points {
    return (
      this.scalars.get(`${layer}/${name}`)?.points() ?? {
        steps: new Float64Array(),
        values: new Float64Array(),
      }
    );
  }

  clear(): void {
    this.loss.clear();
    this.rates.clear();
    this.rows = [];
    this.scalars = new Map();
    this.version.value++;
  }

  add({ lossSteps, losses, evaluations, scalarSteps, scalars, learningRates }: PanelSeries): void {
    lossSteps.forEach((step, at) => {
      this.loss.add(step, losses[at] ?? NaN);
    });
    for (let at = 0; at + 1 < learningRates.length; at += 2) {
      this.rates.add(learningRates[at] ?? NaN, learningRates[at + 1] ?? NaN);
    }
    const columns = evaluationColumns.length;
    for (let at = 0; at < evaluations.length; at += columns) {
      const [step = NaN, trainLoss = NaN, trainAccuracy = NaN, testLoss = NaN, testAccuracy = NaN] =
        evaluations.subarray(at, at + columns);
      this.rows.push({ step, trainLoss, trainAccuracy, testLoss, testAccuracy });
    }
    this.addScalars(scalarSteps, scalars);
    this.version.value++;
  }

  private addScalars(steps: Float64Array, values: Float64Array): void {
    if (steps.length === 0) return;
    const width = values.length / steps.length;
    steps.forEach((step, row) => {
      for (let column = 0; column < width; column++) {
        const value = values[row * width + column] ?? NaN;
        // A layer without weights has no gradient norm: such a number never comes.
        if (Number.isNaN(value)) continue;
        const layer = Math.floor(column / layerScalarNames.length);
        const name = layerScalarNames[column % layerScalarNames.length];
        const key = `${layer}/${String(name)}`;
        let envelope = this.scalars.get(key);
        if (envelope === undefined) this.scalars.set(key, (envelope = new Envelope(spans / 4)));
        envelope.add(step, value);
      }
    });
  }
}

export const series = new Series();

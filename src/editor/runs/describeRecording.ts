import { optimizerNamed } from '../../language';
import type { NetworkLayer, PanelNetwork } from '../../protocol/networkDescription';
import { layersWithLoss, natureOf, type RecordedLayer } from '../../recording/recordedLayers';
import type { Recording } from '../../recording/recordingReader';
import type { RunDescription } from '../../recording/runDescription';
import type { PicturedLayers } from './recordedPictures';

/** What the pictures of its snapshots are of. */
export function picturedLayers(recording: Pick<Recording, 'run'>): PicturedLayers {
  const layers = layersWithLoss(recording);
  const blocking = layers.flatMap(({ type }, at) => (natureOf(type).blocks ? [at] : []));
  return { names: layers.map(({ name }) => name), loss: layers.length - 1, blocking: new Set(blocking) };
}

/**
 * The network of a recording.
 * @param written the same network as its definition has it, where there is one that can be read: shapes and
 *   parameters are those that were recorded all the same, for the data may be missing by now
 */
export function recordedNetwork(
  recording: Pick<Recording, 'run' | 'series'>,
  name: string,
  written: PanelNetwork | undefined,
): PanelNetwork {
  const { run, series } = recording;
  const layers = layersWithLoss(recording);
  const placeOf = new Map(layers.map((layer, at) => [layer.name, at]));
  const classNames = run?.data?.classes ?? written?.classNames ?? [];
  const hasAccuracy = series.evaluations.values.some(
    (value, at) => (at % 4 === 1 || at % 4 === 3) && !Number.isNaN(value),
  );
  return {
    name: run?.origin?.kind === 'definition' ? run.origin.network : name,
    ...(written?.source && { source: written.source }),
    data: run?.data?.source ?? (run?.origin?.kind === 'script' ? 'input' : ''),
    inputShape: written?.inputShape ?? [...(run?.roots?.find(({ input }) => input)?.input?.shape ?? [])],
    task: classNames.length > 0 || hasAccuracy ? 'classes' : 'values',
    classNames: [...classNames],
    parameterCount: layers.reduce((sum, { parameters }) => sum + parameters, 0),
    optimizer: written?.optimizer ?? optimizerOf(run),
    layers: layers.map((layer, at) => {
      const twin = written?.layers[at];
      const isTwin = twin?.name === layer.name && twin.type === layer.type;
      const inputs = layer.inputs.flatMap((input) => {
        const place = input === 'input' ? -1 : placeOf.get(input);
        // A network that somebody else describes may name a layer before it is there.
        return place !== undefined && place < at ? [place] : [];
      });
      return panelLayer(layer, inputs, isTwin ? twin : undefined);
    }),
  };
}

function panelLayer(
  { name, type, shape, parameters, tensors }: RecordedLayer,
  inputs: number[],
  written: NetworkLayer | undefined,
): NetworkLayer {
  const isSame = written?.parameterCount === parameters;
  return {
    name,
    type,
    nature: written?.nature ?? { ...natureOf(type), flattens: false, slides: false },
    symbol: written?.symbol ?? type,
    settings: written?.settings ?? '',
    shape: [...shape],
    parameterCount: parameters,
    parameterFormula: isSame ? written.parameterFormula : formulaOf(tensors),
    parameters: isSame ? [...written.parameters] : parametersOf(parameters, tensors),
    inputs,
    groups: written === undefined ? [] : [...written.groups],
    forwardRule: written?.forwardRule ?? '',
    backwardRules: written === undefined ? [] : [...written.backwardRules],
    ...(written?.source && { source: written.source }),
  };
}

type Tensors = RecordedLayer['tensors'];

function parametersOf(count: number, tensors: Tensors): NetworkLayer['parameters'] {
  if (tensors !== undefined) return tensors.map(({ name, shape }) => ({ name, shape: [...shape] }));
  return count > 0 ? [{ name: 'weights', shape: [] }] : [];
}

/** `10×32 + 10` */
function formulaOf(tensors: Tensors = []): string {
  return tensors.map(({ shape }) => shape.join('×')).join(' + ');
}

/** What of the settings of an optimiser of PyTorch is worth a word, by its name in the recording. */
const optimizerSettings = { learningRate: 'lr', momentum: 'momentum', weight_decay: 'weight_decay' } as const;

/** `SGD(lr=0.1)`, as whoever recorded wrote it. */
function optimizerOf(run: RunDescription | undefined): PanelNetwork['optimizer'] {
  if (run?.origin?.kind === 'script') {
    const settings = Object.entries(optimizerSettings).flatMap(([name, word]) => {
      const value = run.settings[name];
      return value === undefined || value === 0 ? [] : [`${word}=${String(value)}`];
    });
    // What its `step` does PyTorch decides: no formula of ours says it.
    return { name: String(run.settings['optimizer'] ?? ''), settings: settings.join(', '), formula: '' };
  }
  const written = String(run?.settings['optimizer'] ?? '');
  const [, name = written, settings = ''] = /^([^(]*)\((.*)\)$/s.exec(written) ?? [];
  return { name, settings, formula: optimizerNamed(name)?.formula ?? '' };
}

import type { CallableSpec } from '../../../engine/argumentSpec';
import { initializers as engineInitializers } from '../../../engine/initializers';
import { networkLayers as engineLayers } from '../../../engine/layers/layerTable';
import type { SettingSpec } from '../../../engine/layers/support/layer';
import { trainingSettings } from '../../../engine/network/trainingSettings';
import { optimizers as engineOptimizers } from '../../../engine/optimizers';
import { schedules as engineSchedules } from '../../../engine/training/schedules';

interface Described {
  readonly name: string;
  readonly documentation: string;
  readonly formula: string;
  readonly source: string;
  readonly settings: readonly SettingSpec[];
}

function callable({ name, documentation, formula, source, settings }: Described): CallableSpec {
  return { name, documentation, formula, source, arguments: settings };
}

/** What may stand behind `optimizer =`. */
export const optimizers: readonly CallableSpec[] = engineOptimizers.map(callable);

/** What may stand behind `schedule =`. */
export const schedules: readonly CallableSpec[] = engineSchedules.map(callable);

/** What may stand behind `init=`. */
export const initializers: readonly CallableSpec[] = engineInitializers.map(callable);

/** `precision` takes one of two words; everything else a plain value. */
const precision = 'precision';

/** The lines of `train { … }` that hold a plain value. */
export const plainTrainSettings: readonly SettingSpec[] = trainingSettings.filter(
  ({ name }) => name !== precision,
);

/** What may stand behind `precision =`. */
export const precisions: readonly string[] = ['float32', 'float64'];

/** Every name that may begin a line of `train { … }`. */
export const trainSettingNames: readonly string[] = [
  'optimizer',
  'schedule',
  ...plainTrainSettings.map(({ name }) => name),
  precision,
];

/** How a network writes a layer: what the layer's own file says of it. */
export interface NetworkLayerSpec {
  readonly name: string;
  /** Its names elsewhere: understood, with a hint that offers the main name. */
  readonly aliases: readonly string[];
  readonly documentation: string;
  readonly settings: readonly SettingSpec[];
  /** Takes `init=`. */
  readonly hasWeights: boolean;
  /** Takes the names of layers, to be combined with the layer above. */
  readonly combines: boolean;
  /** Ends a network. */
  readonly isLoss: boolean;
}

/** Those that may be given without their names. `init=` comes behind them. */
export function settingsInOrder({ settings }: NetworkLayerSpec): readonly SettingSpec[] {
  return settings.filter(({ isNamed }) => !isNamed);
}

/** What layers with weights take besides their own settings. */
export const initializerSetting: SettingSpec = {
  name: 'init',
  type: 'string',
  documentation:
    'How its weights start, as in init=He, or the numbers themselves: init=[[0.1, 0.2], [0.3, 0.4]], inputs×outputs. Without it: He before layers like ReLU, Xavier before others.',
};

/** All arguments of a layer in the order of its signature: `init=` before those that need their names. */
export function layerArguments(spec: NetworkLayerSpec): readonly SettingSpec[] {
  const inOrder = settingsInOrder(spec);
  const named = spec.settings.filter(({ isNamed }) => isNamed);
  return [...inOrder, ...(spec.hasWeights ? [initializerSetting] : []), ...named];
}

const specs: readonly NetworkLayerSpec[] = engineLayers.map(({ name, documentation, asLayer }) => ({
  name,
  documentation,
  aliases: asLayer.aliases ?? [],
  settings: asLayer.settings,
  hasWeights: asLayer.takesInitializer ?? false,
  combines: asLayer.kind === 'combination',
  isLoss: asLayer.kind === 'loss',
}));

const byName = new Map(
  specs.flatMap((spec) => [spec.name, ...spec.aliases].map((name) => [name, spec] as const)),
);

/** By its name or an alias. */
export function networkLayerNamed(name: string): NetworkLayerSpec | undefined {
  return byName.get(name);
}

/** Of the layers that may end a network. */
export const lossNames: readonly string[] = specs.filter(({ isLoss }) => isLoss).map(({ name }) => name);

export const networkLayerNames: readonly string[] = [...byName.keys()];

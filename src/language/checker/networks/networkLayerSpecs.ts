import type { SettingSpec } from '../../../engine/layers/support/layer';
import { networkLayers as engineLayers } from '../../../engine/layers/layerTable';

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

export const networkLayerNames: readonly string[] = [...byName.keys()];

import type { NetworkLayer, PanelNetwork } from '../../../../src/protocol/networkDescription';
import { shapeText } from '../../../kit/numbers';
import { localNumber } from '../../../kit/numberFormats';
import { text } from '../../../kit/texts';
import type { TwinTable } from '../../../kit/table/TableTwin';
import { layerName } from './drawnGraph';
import { strings } from './networkGraphTexts';
import { healthText, scalarsOf, scalarText } from './layerWords';

function rowOf(
  { name, type, inputs, shape, parameterCount }: NetworkLayer,
  layer: number,
): readonly string[] {
  return [
    name,
    type,
    inputs.map(layerName).join(', '),
    shape.length === 0 ? text(strings.none) : shapeText(shape),
    parameterCount === 0 ? text(strings.none) : localNumber(parameterCount),
    scalarsOf(layer).includes('gradientNorm') ? scalarText(layer, 'gradientNorm') : text(strings.none),
    healthText(layer),
  ];
}

/** The graph as a table: every layer, also those of folded groups. */
export function graphTable({ name, layers }: PanelNetwork): TwinTable {
  return {
    caption: text(strings.twin, name),
    headings: [
      strings.layer,
      strings.type,
      strings.inputs,
      strings.shape,
      strings.parameterCount,
      strings.gradientNorm,
      strings.health,
    ].map((heading) => text(heading)),
    rows: layers.map(rowOf),
  };
}

import type { JSX } from 'preact';
import { cellNumber, groupedNumber, shapeText } from '../../../kit/numbers';
import type { NetworkLayer } from '../../../../src/protocol/networkDescription';
import { text } from '../../../kit/translation';
import { select } from '../../state/actions';
import { layers, network, selected } from '../../state/store';
import { findingsOf } from './LayerFindings';
import { useThrottledPicture } from './throttledPictures';
import { isLoss, kindNames, kindsOf } from './pictureKinds';
import { readMask } from './maskReading';
import { figuresOf } from './RowStatistics';
import { TwinFrame, unseenMilliseconds } from '../../../kit/table/TableTwin';
import { strings } from './layersTexts';

const figureHeadings = [
  strings.meanLong,
  strings.deviationLong,
  strings.zerosLong,
  strings.minimumLong,
  strings.maximumLong,
  strings.nonFiniteLong,
  strings.blockedColumn,
];

/** The pictures of all layers in numbers: always there for screen readers, and for everybody at a toggle. */
export function LayersTable({ shown }: { readonly shown: boolean }): JSX.Element {
  return (
    <TwinFrame
      label={text(strings.tableCaption, network.value?.name ?? '')}
      shown={shown}
      look="layers-table"
    >
      <table>
        <caption>{text(strings.tableCaption, network.value?.name ?? '')}</caption>
        <thead>
          <tr>
            {[
              strings.layerColumn,
              strings.typeColumn,
              strings.shapeColumn,
              strings.parametersColumn,
              strings.healthColumn,
              strings.pictureColumn,
              ...figureHeadings,
            ].map((heading) => (
              <th key={heading} scope="col">
                {text(heading)}
              </th>
            ))}
          </tr>
        </thead>
        {layers.value.map((layer, at) => (
          <LayerRows key={layer.name} at={at} layer={layer} shown={shown} />
        ))}
      </table>
    </TwinFrame>
  );
}

interface LayerRowsProps {
  readonly at: number;
  readonly layer: NetworkLayer;
  readonly shown: boolean;
}

function LayerRows({ at, layer, shown }: LayerRowsProps): JSX.Element {
  const kinds = kindsOf(layer);
  const { name, type, shape, parameterCount, parameterFormula } = layer;
  const span = kinds.length;
  return (
    <tbody class={selected.value === at ? 'is-selected' : ''}>
      {kinds.map((kind, index) => (
        <tr key={kind}>
          {index === 0 && (
            <>
              <th scope="rowgroup" rowSpan={span}>
                <button
                  class="link"
                  type="button"
                  // Unseen, it is for reading only: the rows have the same for the keyboard.
                  tabIndex={shown ? 0 : -1}
                  onClick={() => {
                    select(at, true);
                  }}
                >
                  {name}
                </button>
              </th>
              <td rowSpan={span}>{type}</td>
              <td rowSpan={span}>{isLoss(layer) ? text(strings.oneNumber) : shapeText(shape)}</td>
              <td rowSpan={span}>
                {parameterCount === 0 ? '' : `${parameterFormula} = ${groupedNumber(parameterCount)}`}
              </td>
              <td rowSpan={span}>
                {findingsOf(at)
                  .map(({ text: sentence }) => sentence)
                  .join(' ')}
              </td>
            </>
          )}
          <td>{text(kindNames[kind])}</td>
          <Figures at={at} kind={kind} shown={shown} />
        </tr>
      ))}
    </tbody>
  );
}

interface FiguresProps {
  readonly at: number;
  readonly kind: keyof typeof kindNames;
  readonly shown: boolean;
}

function Figures({ at, kind, shown }: FiguresProps): JSX.Element {
  const picture = useThrottledPicture(at, kind, shown ? undefined : unseenMilliseconds);
  if (picture === undefined) {
    return (
      <td class="hint" colSpan={figureHeadings.length}>
        {text(strings.notComputed)}
      </td>
    );
  }
  const figures =
    picture.statistics === undefined
      ? figureHeadings.slice(0, -1).map((long) => ({ long, value: '' }))
      : figuresOf(picture, cellNumber);
  return (
    <>
      {figures.map(({ long, value }) => (
        <td key={long} class="exact">
          {value}
        </td>
      ))}
      <td class="exact">{kind === 'mask' ? readMask.share(picture) : ''}</td>
    </>
  );
}

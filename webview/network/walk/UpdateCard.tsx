import type { JSX } from 'preact';
import { shortNumber } from '../../kit/numbers';
import { text } from '../../kit/translation';
import { select } from '../state/actions';
import { shownScalar } from '../sections/graph/layerFigures';
import { scalarText } from '../sections/graph/layerWords';
import { layers, network } from '../state/store';
import { UpdatedWeights } from './UpdatedWeights';
import { usedRate } from './walkPhase';
import { strings } from './walkTexts';

/** What the update did: the optimizer's rule, and how far it moved the weights of each layer. */
export function UpdateCard(): JSX.Element {
  const optimizer = network.value?.optimizer;
  const rate = usedRate.value;
  return (
    <div class="phase-card">
      {optimizer !== undefined && (
        <p>
          {text(strings.updated, optimizer.name)} <code class="update-rule">{optimizer.formula}</code>
          <span class="hint">
            {rate === undefined ? text(strings.where) : text(strings.whereRate, shortNumber(rate))}
          </span>
        </p>
      )}
      <div class="table-twin update-table">
        <table>
          <caption class="visually-hidden">{text(strings.updateTable)}</caption>
          <thead>
            <tr>
              {[strings.layer, strings.parameters, strings.gradientNorm, strings.ratio].map((heading) => (
                <th key={heading} scope="col">
                  {text(heading)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {layers.value.map(
              ({ name, parameterCount, parameterFormula }, layer) =>
                parameterCount > 0 && (
                  <tr key={layer} data-updated={layer}>
                    <th scope="row">
                      <button
                        class="link"
                        type="button"
                        onClick={() => {
                          select(layer, true);
                        }}
                      >
                        {name}
                      </button>
                    </th>
                    <td class="exact">{parameterFormula}</td>
                    <td class="exact">{scalarText(layer, 'gradientNorm')}</td>
                    <td
                      class={shownScalar(layer, 'updateToWeightRatio') === undefined ? 'hint' : 'exact'}
                      data-ratio={shownScalar(layer, 'updateToWeightRatio')}
                    >
                      {scalarText(layer, 'updateToWeightRatio')}
                    </td>
                  </tr>
                ),
            )}
          </tbody>
        </table>
      </div>
      <p class="hint">{text(strings.healthyRatio)}</p>
      <UpdatedWeights />
    </div>
  );
}

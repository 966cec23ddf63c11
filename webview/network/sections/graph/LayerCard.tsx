import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { groupedNumber, shapeText } from '../../../kit/numbers';
import { text } from '../../../kit/translation';
import { select } from '../../state/actions';
import { layers } from '../../state/store';
import { shownScalar } from './layerFigures';
import { Rules } from './LayerRules';
import { layerName } from './drawnGraph';
import { strings } from './networkGraphTexts';
import { healthText, scalarsOf, scalarText } from './layerWords';

interface LayerCardProps {
  readonly layer: number;
  /** Only the rules of one way through it, as a walk does. */
  readonly phase?: 'forward' | 'backward';
}

/** One layer: what it is, its rules with their shapes, and its newest numbers. */
export function LayerCard({ layer, phase }: LayerCardProps): JSX.Element | null {
  const numbers = useComputed(() =>
    scalarsOf(layer).map((name) => ({
      name,
      value: scalarText(layer, name),
      isThere: shownScalar(layer, name) !== undefined,
    })),
  );
  const health = useComputed(() => healthText(layer));
  const described = layers.value[layer];
  if (described === undefined) return null;
  const { name, type, settings, shape, parameterCount, parameterFormula, inputs, source } = described;
  return (
    <article class="layer-card" aria-label={name} data-card={layer}>
      <header class="layer-card-header">
        <h3 class="layer-card-title">
          {name}
          <span class="layer-card-type">{settings === '' ? type : `${type}(${settings})`}</span>
        </h3>
        {source !== undefined && (
          <button
            class="link"
            type="button"
            title={text(strings.goToLine, source.line)}
            onClick={() => {
              select(layer, true);
            }}
          >
            {text(strings.line, source.line)}
          </button>
        )}
      </header>
      <div class="layer-card-body">
        <Rules layer={described} {...(phase && { phase })} />
        <dl class="layer-facts">
          <dt>{text(strings.inputs)}</dt>
          <dd>{inputs.map(layerName).join(', ')}</dd>
          {shape.length > 0 && (
            <>
              <dt>{text(strings.shapeOfSample)}</dt>
              <dd class="exact">{shapeText(shape)}</dd>
            </>
          )}
          <dt>{text(strings.parameterCount)}</dt>
          <dd class={parameterCount > 0 ? 'exact' : 'hint'}>
            {parameterCount > 0
              ? [parameterFormula, groupedNumber(parameterCount)].filter((part) => part !== '').join(' = ')
              : text(strings.noParameters)}
          </dd>
          {numbers.value.map(({ name: scalar, value, isThere }) => (
            <>
              <dt key={`${scalar}/name`}>{text(strings[scalar])}</dt>
              <dd key={scalar} class={isThere ? 'exact' : 'hint'} data-scalar={scalar}>
                {value}
              </dd>
            </>
          ))}
          <dt>{text(strings.health)}</dt>
          <dd>{health}</dd>
        </dl>
      </div>
    </article>
  );
}

import type { JSX } from 'preact';
import { percent } from '../../kit/numbers';
import { text } from '../../kit/translation';
import { strings } from '../networkTexts';
import { cssColor, themeVersion } from '../../kit/theme/themeColors';
import { ClassMarker } from './ClassMarker';
import { classColor, className } from './classNames';

interface ProbabilitiesProps {
  /** One a class, 0 to 1. */
  readonly values: ArrayLike<number>;
  /** The true class. */
  readonly target: number | undefined;
}

/** The probability of every class as a bar, with its number; the true class is marked. */
export function Probabilities({ values, target }: ProbabilitiesProps): JSX.Element {
  // Read, so that a change of theme draws it again.
  const theme = themeVersion.value;
  return (
    <ol class="probabilities" data-theme-version={theme}>
      {Array.from(values, (value, index) => (
        <li key={index} class={index === target ? 'is-target' : ''} data-class={index} data-value={value}>
          <span class="probability-name">
            <ClassMarker index={index} />
            {className(index)}
          </span>
          <ProbabilityBar index={index} value={value} />
          <span class="probability-number">{percent(value, 1)}</span>
          <span class="probability-target">{index === target ? text(strings.trueClass) : ''}</span>
        </li>
      ))}
    </ol>
  );
}

/** As long as a class is probable, in its colour: 0 to 1, or NaN where nothing was computed. */
export function ProbabilityBar({
  index,
  value,
}: {
  readonly index: number;
  readonly value: number;
}): JSX.Element {
  return (
    <span class="probability-track">
      <span
        class="probability-bar"
        style={{
          width: `${Number.isNaN(value) ? 0 : 100 * value}%`,
          background: cssColor(classColor(index)),
        }}
      />
    </span>
  );
}

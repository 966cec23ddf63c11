import type { JSX } from 'preact';
import { text } from '../../../kit/translation';
import { className } from '../../classes/classNames';
import { ClassMarker } from '../../classes/ClassMarker';
import { strings } from './boundaryTexts';

interface LegendProps {
  readonly classes: number;
  /** Whether a line that has no class says what the network says. */
  readonly hasLine: boolean;
  readonly hasTest: boolean;
  /** How many points lie in the region of another class; absent where there are no regions. */
  readonly wrong: number | undefined;
}

/** What markers and outlines mean. */
export function Legend({ classes, hasLine, hasTest, wrong }: LegendProps): JSX.Element {
  return (
    <ul class="boundary-legend" aria-label={text(strings.legend)}>
      {Array.from({ length: classes }, (_, index) => (
        <li key={index}>
          <ClassMarker index={index} />
          {className(index)}
        </li>
      ))}
      {hasLine && (
        <li>
          <svg class="class-marker" width={20} height={18} viewBox="-10 -9 20 18" aria-hidden="true">
            <path d="M-9 0H9" stroke="var(--forward)" stroke-width={2.5} />
          </svg>
          {text(strings.curve)}
        </li>
      )}
      <li>
        <ClassMarker index={0} look="plain" />
        {text(strings.legendTrain)}
      </li>
      {hasTest && (
        <li>
          <ClassMarker index={0} look="hollow" />
          {text(strings.legendTest)}
        </li>
      )}
      {wrong !== undefined && (
        <li>
          <ClassMarker index={0} look="outlined" />
          {text(strings.legendWrong, wrong)}
        </li>
      )}
      <li>
        <ClassMarker index={0} look="ringed" />
        {text(strings.legendBatch)}
      </li>
    </ul>
  );
}

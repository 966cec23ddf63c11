import type { JSX } from 'preact';
import { groupedNumber, shortNumber } from '../../kit/numbers';
import { text } from '../../kit/translation';
import { shownLoss } from '../sections/graph/layerFigures';
import { status } from '../state/store';
import { strings } from './walkTexts';

/** How often the three phases come again. */
export function RepeatCard(): JSX.Element | null {
  const run = status.value;
  const loss = shownLoss();
  if (run === null) return null;
  const left = Math.max(0, run.totalSteps - run.step);
  return (
    <div class="phase-card">
      <p>
        {text(strings.repeated, groupedNumber(run.step), groupedNumber(run.totalSteps), groupedNumber(left))}
      </p>
      {loss !== undefined && <p>{text(strings.lastLoss, shortNumber(loss))}</p>}
    </div>
  );
}

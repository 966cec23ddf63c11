import { shortNumber } from '../../../kit/numbers';
import { text } from '../../../kit/texts';
import { className, saidName } from '../../classes/classNames';
import { mostRows, type TwinTable } from '../../../kit/table/TableTwin';
import { mostProbable } from '../../classes/mostProbable';
import type { Field } from './boundaryField';
import type { Mark } from './dataMarks';
import { nameOf } from './PointReadout';
import { strings } from './boundaryTexts';

interface Source {
  readonly marks: readonly Mark[];
  readonly field: Field;
}

/** Every point with its target and what the network says there. */
export function pointTable({ marks, field }: Source): TwinTable {
  const { isClasses } = field;
  const inputs = field.rows > 1 ? [strings.firstInput, strings.secondInput] : [strings.input];
  const headings = isClasses
    ? [strings.target, strings.says, strings.probabilityInPercent]
    : [strings.targetValue, strings.says];
  return {
    caption: text(strings.tableCaption),
    headings: [strings.sample, ...inputs, ...headings].map((heading) => text(heading)),
    count: marks.length,
    rows: marks.slice(0, mostRows).map((mark) => {
      const answer = field.answer(mark.x, mark.y);
      const best = mostProbable(answer);
      return [
        nameOf(mark),
        ...[mark.x, mark.y].slice(0, inputs.length).map(shortNumber),
        ...(isClasses
          ? [className(mark.target), saidName(best), best < 0 ? '' : (100 * (answer[best] ?? NaN)).toFixed(1)]
          : [shortNumber(mark.target), Array.from(answer, shortNumber).join(', ')]),
      ];
    }),
  };
}

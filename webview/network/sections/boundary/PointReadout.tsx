import type { JSX } from 'preact';
import { numberList, percent, roundedNumber, shortNumber } from '../../../kit/numbers';
import { text } from '../../../kit/translation';
import { className, predictedName, mostProbable } from '../../classes/classNames';
import { Probabilities } from '../../classes/Probabilities';
import type { Field } from './boundaryField';
import type { Mark } from './dataMarks';
import { strings } from './boundaryTexts';
import { mostRows, type TwinTable } from '../../../kit/table/TableTwin';

function rounded(value: number): string {
  return roundedNumber(value, 3);
}

function nameOf({ part, index }: Mark): string {
  return text(part === 'train' ? strings.trainSample : strings.testSample, index);
}

/** What a sample should be, in words. */
function targetText({ target }: Mark, { isClasses }: Field): string {
  return isClasses ? text(strings.ofClass, className(target)) : text(strings.ofValue, rounded(target));
}

function placeOf(at: { readonly x: number; readonly y: number }, field: Field): string {
  return field.rows > 1
    ? text(strings.here, rounded(at.x), rounded(at.y))
    : text(strings.hereOnCurve, rounded(at.x));
}

/** What the network says at a place, in words. */
function answerOf(answer: Float64Array, { isClasses }: Field): string {
  if (!isClasses) return text(strings.saysValue, numberList(Array.from(answer, rounded)));
  const best = mostProbable(answer);
  const share = answer[best];
  if (share === undefined) return text(strings.saysValue, predictedName(best));
  return text(strings.saysClass, predictedName(best), percent(share));
}

/** A point in words: which it is, where, its class, and what the network says there. */
export function describeMark(mark: Mark, field: Field): string {
  return [
    nameOf(mark),
    placeOf(mark, field),
    targetText(mark, field),
    answerOf(field.answer(mark.x, mark.y), field),
  ].join(', ');
}

interface ReadoutProps {
  /** Where the pointer or the focused point is. */
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly mark: Mark | undefined;
  readonly field: Field;
}

/** What the network says at one place. */
export function Readout({ at, mark, field }: ReadoutProps): JSX.Element {
  if (at === null) return <p class="hint boundary-readout">{text(strings.pointAt)}</p>;
  const answer = field.answer(at.x, at.y);
  return (
    <div class="boundary-readout">
      <p>
        {mark === undefined ? (
          placeOf(at, field)
        ) : (
          <>
            <b>{nameOf(mark)}</b>
            {` · ${targetText(mark, field)}`}
          </>
        )}
      </p>
      {field.isClasses ? (
        <Probabilities values={answer} target={mark?.target} />
      ) : (
        <p>{answerOf(answer, field)}</p>
      )}
    </div>
  );
}

interface Source {
  readonly marks: readonly Mark[];
  readonly field: Field;
}

/** Every point with its target and what the network says there. */
export function pointTable({ marks, field }: Source): TwinTable {
  const { isClasses } = field;
  const inputs = field.rows > 1 ? [strings.firstInput, strings.secondInput] : [strings.input];
  const headings = isClasses
    ? [strings.target, strings.says, strings.probability]
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
          ? [className(mark.target), predictedName(best), best < 0 ? '' : percent(answer[best] ?? NaN, 1)]
          : [shortNumber(mark.target), numberList(Array.from(answer, shortNumber))]),
      ];
    }),
  };
}

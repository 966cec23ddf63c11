import { computed } from '@preact/signals';
import type { RunMark } from '../../../../src/protocol/networkPanelState';
import { groupedNumber, shortNumber } from '../../../kit/numbers';
import { text } from '../../../kit/translation';
import { state } from '../../state/store';
import { strings } from './chartsTexts';

/** What changed the course of the run, by step. */
export const marks = computed<readonly RunMark[]>(() => state.value?.run?.marks ?? []);

/** As it stands beside the line of a mark. */
function markWord(mark: RunMark): string {
  switch (mark.kind) {
    case 'edited':
      return text(strings.markEdited);
    case 'learningRate':
      return text(strings.markRate, shortNumber(mark.value));
    case 'parameter':
      return text(strings.markParameter, mark.parameter);
  }
}

/** What changed, as a sentence. */
export function courseOf(mark: RunMark): string {
  const step = groupedNumber(mark.step);
  switch (mark.kind) {
    case 'edited':
      return text(strings.courseEdited, step);
    case 'learningRate':
      return text(strings.courseRate, shortNumber(mark.value), step);
    case 'parameter':
      return text(strings.courseParameter, mark.parameter, shortNumber(mark.value), step);
  }
}

export interface DifferentLine {
  readonly kind: 'removed' | 'added';
  /** With its sign before it. */
  readonly text: string;
}

/** The lines in which the texts before and after an edit differ; none of other marks. */
export function differentLines(mark: RunMark): readonly DifferentLine[] {
  if (mark.kind !== 'edited') return [];
  return [
    ...mark.removed.map((line) => ({ kind: 'removed', text: `− ${line.trim()}` }) as const),
    ...mark.added.map((line) => ({ kind: 'added', text: `+ ${line.trim()}` }) as const),
  ].filter((line) => line.text.length > 2);
}

/** Marks that stand too near to each other for lines of their own. */
export interface MarkGroup {
  /** Of the first of them. */
  readonly step: number;
  readonly marks: readonly RunMark[];
  readonly word: string;
  /** On which side of the line the word stands; `none`: there is no room for it. */
  readonly side: 'right' | 'left' | 'none';
}

/** Pixels between two lines of marks: each can be pointed at. */
const leastDistance = 12;

/** Of a word and what stands around it, in pixels. */
const widthOfLetter = 6.5;
const widthAround = 10;

/**
 * The marks between two steps, with those together that cannot be told apart.
 * @param width of the plot, in pixels
 */
export function markGroups(
  all: readonly RunMark[],
  { low, high }: { readonly low: number; readonly high: number },
  width: number,
): readonly MarkGroup[] {
  const pixelOf = (step: number): number => ((step - low) / Math.max(1, high - low)) * width;
  const groups: { step: number; marks: RunMark[] }[] = [];
  for (const mark of all) {
    if (mark.step < low || mark.step > high) continue;
    const last = groups.at(-1);
    if (last !== undefined && pixelOf(mark.step) - pixelOf(last.step) < leastDistance) last.marks.push(mark);
    else groups.push({ step: mark.step, marks: [mark] });
  }
  // Up to where lines and words stand already.
  let taken = 0;
  return groups.map(({ step, marks: together }, at) => {
    const word = wordOf(together);
    const needed = word.length * widthOfLetter + widthAround;
    const start = pixelOf(step);
    const end = pixelOf(groups[at + 1]?.step ?? high);
    const side = start + needed <= end ? 'right' : start - needed >= taken ? 'left' : 'none';
    taken = side === 'right' ? start + needed : start;
    return { step, marks: together, word, side };
  });
}

function wordOf([first, ...others]: readonly RunMark[]): string {
  if (first === undefined) return '';
  return markWord(first) + (others.length > 0 ? ` +${others.length}` : '');
}

import type { JSX } from 'preact';
import { useWidth } from '../../../kit/plot/plotScale';
import { classes } from '../../../kit/classes';
import { text } from '../../../kit/translation';
import { cursorStep } from '../../state/store';
import { strings } from './chartsTexts';
import { courseOf, differentLines, markGroups, marks, type MarkGroup } from './runMarks';
import { shareOf } from './stepPointing';
import { shownRange } from './stepRange';

/** More lines of a difference no longer fit beside the chart. */
const mostLines = 10;

/** What changed the course of the run: a line across the chart at each step where something did. */
export function MarkLines(): JSX.Element {
  const [place, width] = useWidth();
  const groups = width === 0 ? [] : markGroups(marks.value, shownRange.value, width);
  return (
    <div class="mark-lines" ref={place}>
      {groups.map((group) => (
        <MarkLine key={group.step} group={group} />
      ))}
    </div>
  );
}

/** One line with its word; the rest is said where it is pointed at or has the focus. */
function MarkLine({ group }: { readonly group: MarkGroup }): JSX.Element {
  const { step, marks: together, word, side } = group;
  const share = shareOf(step);
  return (
    <button
      class={classes('mark-line', side === 'left' && 'is-turned', share > 0.5 && 'is-late')}
      type="button"
      style={{ left: `${share * 100}%` }}
      data-mark={step}
      aria-label={together
        .flatMap((mark) => [courseOf(mark), ...differentLines(mark).map((line) => line.text)])
        .join(' ')}
      onFocus={() => {
        cursorStep.value = step;
      }}
      onBlur={() => {
        cursorStep.value = null;
      }}
    >
      <span class="mark-rule" />
      {side !== 'none' && <span class="mark-word">{word}</span>}
      <span class="mark-card" aria-hidden="true">
        {together.map((mark) => (
          <MarkDetails key={`${mark.kind}/${mark.step}/${courseOf(mark)}`} mark={mark} />
        ))}
      </span>
    </button>
  );
}

function MarkDetails({ mark }: { readonly mark: MarkGroup['marks'][number] }): JSX.Element {
  const lines = differentLines(mark);
  const left = lines.length - mostLines;
  return (
    <>
      <b>{courseOf(mark)}</b>
      {lines.slice(0, mostLines).map((line, at) => (
        <code key={at} class={`mark-${line.kind}`}>
          {line.text}
        </code>
      ))}
      {left > 0 && <span>{text(strings.moreLines, left)}</span>}
    </>
  );
}

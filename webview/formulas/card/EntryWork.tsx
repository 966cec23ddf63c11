import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { entryName, factorNumber, shortNumber, typedNumber } from '../../kit/numbers';
import type { PanelNode, PanelTensor, WorkedEntry } from '../../../src/protocol/formulaPanelMessages';
import { strings as kitStrings } from '../../kit/kitTexts';
import { text } from '../../kit/translation';
import { strings } from '../formulasTexts';
import { askForEntry, chooseEntry } from '../formulaActions';
import { numberedCell, pictureCell } from '../pictures/cellSizes';
import { labelOf } from '../nodeWords';
import { cellGrid } from '../../tensor/cells';
import { Grid } from '../../tensor/CellGrid';
import { state, worked, workKey } from '../formulaStore';
import { entries, pass } from '../formulaViewState';
import { outputName } from '../../kit/formula/ruleParts';

const mostTermsShown = 8;

interface EntryWorkProps {
  readonly node: PanelNode;
  readonly input: number;
  readonly source: PanelNode;
  readonly contribution: PanelTensor;
}

/** One entry of a gradient, worked out term by term: choose it by pointing or with the arrow keys. */
export function EntryWork({ node, input, source, contribution }: EntryWorkProps): JSX.Element {
  const size = contribution.shape.reduce((product, axis) => product * axis, 1);
  const entry = Math.min(entries.value[`${node.id}/${input}`] ?? 0, size - 1);
  const question = { revision: state.value?.revision ?? 0, pass: pass.value, node: node.id, input, entry };
  const key = workKey(question);
  const asks = contribution.kind !== 'sealed';
  useEffect(() => {
    if (asks) askForEntry(question);
  }, [key, question.revision, asks]);
  if (!asks) return <span>{text(strings.sealed)}</span>;
  const answer = worked.value.get(key);
  const choose = (to: number): void => {
    if (to >= 0 && to < size) chooseEntry(node.id, input, to);
  };
  const { rows, columns, numbered } = cellGrid(contribution.shape);
  const cell = pictureCell(rows, columns);
  const width = numbered ? numberedCell.width : cell;
  const height = numbered ? numberedCell.height : cell;
  const axis = contribution.shape.at(-1) ?? 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -axis,
    ArrowDown: axis,
  };
  const name = `∂L/∂${labelOf(source)}`;
  return (
    <div class="entry-work">
      {contribution.shape.length > 0 && (
        <svg
          class="entry-grid"
          width={columns * width + 4}
          height={rows * height + 4}
          role="slider"
          tabindex={0}
          aria-label={text(strings.chooseEntry, name)}
          aria-valuemin={0}
          aria-valuemax={size - 1}
          aria-valuenow={entry}
          aria-valuetext={`${name}${entryName(contribution.shape, entry)}`}
          onKeyDown={(event) => {
            const step = steps[event.key];
            if (step === undefined) return;
            event.preventDefault();
            choose(entry + step);
          }}
        >
          <Grid
            tensor={contribution}
            x={2}
            y={2}
            cellWidth={width}
            cellHeight={height}
            numbered={numbered}
            chosen={entry}
            onEntry={choose}
            name={name}
          />
        </svg>
      )}
      {answer === undefined ? (
        <p class="hint">{text(kitStrings.working)}</p>
      ) : typeof answer === 'string' ? (
        <p class="hint">{answer}</p>
      ) : (
        <Terms
          answer={answer}
          node={node}
          input={input}
          name={`${name}${entryName(contribution.shape, entry)}`}
        />
      )}
    </div>
  );
}

interface TermsProps {
  readonly answer: WorkedEntry;
  readonly node: PanelNode;
  readonly input: number;
  readonly name: string;
}

/** Each term as `upstream × local = product`, with the names of both below, and the sum of all. */
function Terms({ answer, node, input, name }: TermsProps): JSX.Element {
  const output = outputName(node.forwardRule);
  const operand = node.inputs[input]?.name ?? '';
  const shown = Math.min(answer.outputEntries.length, mostTermsShown);
  const hidden = answer.leftOut + answer.outputEntries.length - shown;
  const single = shown === 1 && hidden === 0;
  return (
    <div class="terms">
      {answer.formula !== '' && <p class="formula">{answer.formula}</p>}
      <table>
        <tbody>
          {Array.from({ length: shown }, (_, term) => {
            const place = entryName(node.shape, answer.outputEntries[term] ?? 0);
            return (
              <tr key={term}>
                <td>
                  <span class="formula-upstream">{factorNumber(answer.upstream[term] ?? NaN)}</span>
                  {' × '}
                  <span class="formula-value">{factorNumber(answer.local[term] ?? NaN)}</span>
                  <span class="term-names">
                    {`∂L/∂${output}${place} × ${answer.localNames[term] ?? `∂${output}${place}/∂${operand}`}`}
                  </span>
                </td>
                <td class="term-product">
                  {single ? '' : '= '}
                  {single ? '' : shortNumber(answer.products[term] ?? NaN)}
                </td>
              </tr>
            );
          })}
          {hidden > 0 && (
            <tr>
              <td colSpan={2} class="hint">
                {text(strings.moreTerms, hidden)}
              </td>
            </tr>
          )}
          <tr class="term-total">
            <td>{name}</td>
            <td class="term-product" data-total={typedNumber(answer.total[0] ?? NaN)}>
              {'= '}
              <strong class="formula-result">{shortNumber(answer.total[0] ?? NaN)}</strong>
            </td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

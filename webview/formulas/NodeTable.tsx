import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { exactNumber, numberList, shapeText } from '../kit/numbers';
import type { PanelNode } from '../../src/protocol/formulaPanelMessages';
import { isTableShown, TableTwin, type TwinTable } from '../kit/table/TableTwin';
import { text } from '../kit/translation';
import { select } from './formulaActions';
import { shownNodes, shownPart } from './formulaParts';
import { chosenRun, nodeOf, places, state } from './formulaStore';
import { selected } from './formulaViewState';
import { strings } from './formulasTexts';
import { describe, labelOf, mostNumbersInWords, operationOf } from './nodeWords';
import { maskReason } from './reasons';
import { shownGradient, shownValue, type Shown } from './walkNumbers';

/** `∂/∂x: 2` of every input that has a local derivative; where it has several numbers, the rule says it. */
function localDerivatives(node: PanelNode): string {
  const place = places.value.get(node.id);
  return node.inputs
    .flatMap(({ rule }, input) => {
      const local = place === undefined ? null : (chosenRun.value?.edges[place]?.[input]?.local ?? null);
      if (rule === '') return [];
      const numbers = local === null ? undefined : withReasons(node, local);
      return [numbers === undefined ? rule : `${nameOfInput(node, input)}: ${numbers}`];
    })
    .join('; ');
}

/** What the reader calls an operand: its name, or the text it is written as. */
function nameOfInput(node: PanelNode, input: number): string {
  const source = nodeOf(node.inputs[input]?.node ?? null);
  return source === undefined ? (node.inputs[input]?.name ?? '') : labelOf(source);
}

/** Local derivatives; those of a ReLU each with the reason for it. */
function withReasons(node: PanelNode, local: Shown): string {
  if (node.picture !== 'mask' || typeof local === 'string' || local.kind !== 'whole') return describe(local);
  const entries = [...local.data].slice(0, mostNumbersInWords).map((value, entry) => {
    const reason = maskReason(node, entry);
    return `${exactNumber(value)}${reason === undefined ? '' : ` (${reason})`}`;
  });
  return `[${numberList(local.data.length > entries.length ? [...entries, '…'] : entries)}]`;
}

function number(shown: Shown, direction: 'forward' | 'backward'): JSX.Element {
  return <span class={typeof shown === 'string' ? 'hint' : `exact is-${direction}`}>{describe(shown)}</span>;
}

/** The words of a table: `Operation`, `Shape`, the numbers with their own look, and `Line`. */
const words = [1, 2, 3, 4, 6];

function tableOf(nodes: readonly PanelNode[], isSeen: boolean): TwinTable {
  return {
    caption: text(strings.tableCaption, shownPart.value?.title ?? state.value?.fileName ?? ''),
    headings: [
      strings.nodeColumn,
      strings.operationColumn,
      strings.shapeColumn,
      strings.valueColumn,
      strings.gradientColumn,
      strings.localColumn,
      strings.lineColumn,
    ].map((heading) => text(heading)),
    selected: nodes.findIndex(({ id }) => id === selected.value),
    words,
    rows: nodes.map((node) => [
      <button
        key={node.id}
        class="link"
        type="button"
        data-row={node.id}
        // Unseen, it is for reading only: the graph has the same nodes for the keyboard.
        tabIndex={isSeen ? 0 : -1}
        onClick={() => {
          select(node.id, true);
        }}
      >
        {labelOf(node)}
      </button>,
      operationOf(node),
      node.shape.length === 0 ? text(strings.aNumber) : shapeText(node.shape),
      number(shownValue(node.id), 'forward'),
      number(shownGradient(node.id), 'backward'),
      chosenRun.value === undefined ? '' : localDerivatives(node),
      node.source.line,
    ]),
  };
}

/** The graph as a table: every node that it shows with its numbers. */
export function NodeTable(): JSX.Element {
  const table = useComputed(() => tableOf(shownNodes.value, isTableShown('graph'))).value;
  return <TableTwin id="graph" source={table} make={(made) => made} pause={0} />;
}

import type { JSX } from 'preact';
import type { PanelGraph, PanelNode } from '../../src/protocol/panel';
import { shapeText } from '../kit/numbers';
import { strings, text } from '../kit/texts';
import { select } from './formulaActions';
import { describe, operationOf, labelOf } from './nodeWords';
import { shownGradient, shownValue } from './shownNumbers';
import { chosenPass, chosenRun, nodeOf, places, state } from './formulaStore';
import { selected, tableShown } from './formulaViewState';

/** `∂/∂x: 2` of every input that has a local derivative; where it is no single number, the rule says it. */
function localDerivatives(node: PanelNode): string {
  const place = places.value.get(node.id);
  return node.inputs
    .flatMap(({ name, rule }, input) => {
      const local = place === undefined ? null : (chosenRun.value?.edges[place]?.[input]?.local ?? null);
      if (rule === '') return [];
      const numbers = local === null ? undefined : describe(local);
      return [
        numbers === undefined
          ? rule
          : `${nodeOf(node.inputs[input]?.node ?? null)?.name ?? name}: ${numbers}`,
      ];
    })
    .join('; ');
}

function Row({ node }: { readonly node: PanelNode }): JSX.Element {
  const value = shownValue(node.id);
  const gradient = shownGradient(node.id);
  return (
    <tr class={selected.value === node.id ? 'is-selected' : ''} data-row={node.id}>
      <th scope="row">
        <button
          class="link"
          type="button"
          // Unseen, it is for reading only: the graph has the same nodes for the keyboard.
          tabIndex={tableShown.value ? 0 : -1}
          onClick={() => {
            select(node.id, true);
          }}
        >
          {labelOf(node)}
        </button>
      </th>
      <td>{node.kind === 'data' ? '' : operationOf(node)}</td>
      <td>{node.shape.length === 0 ? text(strings.aNumber) : shapeText(node.shape)}</td>
      <td class={typeof value === 'string' ? 'hint' : 'exact is-forward'}>{describe(value)}</td>
      <td class={typeof gradient === 'string' ? 'hint' : 'exact is-backward'}>{describe(gradient)}</td>
      <td class="exact">{chosenRun.value === undefined ? '' : localDerivatives(node)}</td>
      <td>{node.source.line}</td>
    </tr>
  );
}

/** The graph as a table: always there for screen readers, and for everybody at a toggle. */
export function TableTwin({ graph }: { readonly graph: PanelGraph }): JSX.Element {
  return (
    <section
      class={tableShown.value ? 'table-twin' : 'table-twin visually-hidden'}
      id="table-twin"
      tabIndex={tableShown.value ? 0 : -1}
      aria-label={text(strings.table)}
    >
      <table>
        <caption>
          {text(strings.tableCaption, chosenPass.value?.title ?? state.value?.fileName ?? '')}
        </caption>
        <thead>
          <tr>
            {[
              strings.nodeColumn,
              strings.operationColumn,
              strings.shapeColumn,
              strings.valueColumn,
              strings.gradientColumn,
              strings.localColumn,
              strings.lineColumn,
            ].map((heading) => (
              <th key={heading} scope="col">
                {text(heading)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {graph.nodes.map((node) => (
            <Row key={node.id} node={node} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

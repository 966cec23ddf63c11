import type { JSX } from 'preact';
import { text } from '../kit/translation';
import { strings } from './formulasTexts';
import { Inspector } from './card/Inspector';
import { FormulaGraph } from './graph/FormulaGraph';
import { Hatch } from '../tensor/CellGrid';
import { Notice } from '../kit/Notice';
import { isTableShown } from '../kit/table/TableTwin';
import { FormulaStatus } from './FormulaStatus';
import { state } from './formulaStore';
import { NodeTable } from './NodeTable';
import { FormulaToolbar, PartLine, StepLine } from './FormulaToolbar';

export function FormulaPanel(): JSX.Element {
  const shown = state.value;
  if (shown === null) return <p class="empty">{text(strings.loading)}</p>;
  const { graph, status } = shown;
  return (
    <main class={`panel is-${status.kind}`}>
      <h1 class="visually-hidden">{shown.fileName}</h1>
      <Hatch />
      <FormulaToolbar />
      <PartLine />
      <StepLine />
      {graph === null ? (
        <div class="empty">
          <EmptyFigure />
          <FormulaStatus />
        </div>
      ) : (
        <>
          <FormulaStatus />
          <div class={`views${isTableShown('graph') ? ' has-table' : ''}`}>
            <div class="pictures">
              <FormulaGraph />
              <NodeTable />
            </div>
            <Inspector />
          </div>
        </>
      )}
      <Notice />
    </main>
  );
}

/** The figure of a graph with nothing in it yet: two values meet in a node. */
function EmptyFigure(): JSX.Element {
  return (
    <svg class="empty-figure" viewBox="0 0 160 80" aria-hidden="true">
      <path
        class="edge-line is-forward"
        d="M20 18 C50 18 50 36 70 36 M20 62 C50 62 50 44 70 44 M98 36 L140 36"
      />
      <path class="edge-line is-backward" d="M20 26 C46 26 50 42 70 42 M98 44 L140 44" />
      <circle class="node-shape" cx="84" cy="40" r="15" />
      <text class="node-symbol" x="84" y="40">
        ?
      </text>
    </svg>
  );
}

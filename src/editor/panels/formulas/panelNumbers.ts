import type { NodeId } from '../../../engine/graph/graph';
import { hiddenValues } from '../../../language/services/hiddenValues';
import type { HiddenValues } from '../../../language/services/hiddenValues';
import type { PanelRun, PanelTensor } from '../../../protocol/panel';
import type { FormulaRun } from '../../formulas/formulaRun';
import { shownNodes } from './graphNodes';
import { blankTensor, panelTensor } from './panelTensors';

/** The numbers of a run as the panel shows them. What a learner is asked for is not in it. */
export function panelRun(run: FormulaRun): PanelRun {
  const { formulas } = run.file;
  const { nodes } = formulas.graph;
  const hidden = hiddenValues(run.file);
  const shown = shownNodes(formulas);
  const shapeOf = (id: NodeId): readonly number[] => nodes[id]?.shape ?? [];
  const tensor = (
    id: NodeId,
    data: ArrayLike<number> | null | undefined,
    isHidden: boolean,
  ): PanelTensor | null => {
    if (data === null || data === undefined) return null;
    return isHidden ? blankTensor(shapeOf(id)) : panelTensor(shapeOf(id), data);
  };
  return {
    values: shown.map((id) => tensor(id, run.numbers.values[id], hidden.isValueHidden(id))),
    saved: shown.map((id) => savedOf(run, id, hidden)),
    passes: formulas.passes.map((_pass, pass) => ({
      gradients: shown.map((id) =>
        tensor(id, run.numbers.passes[pass]?.gradients[id], hidden.isGradientHidden(pass, id)),
      ),
      edges: shown.map((id) => {
        const node = nodes[id];
        if (node?.kind !== 'layer') return [];
        return node.inputs.map((source, input) => {
          const edge = run.numbers.passes[pass]?.edges?.[id]?.[input];
          // A local derivative is made of the layer's values,
          // a contribution is part of the gradient asked for.
          const localHidden = [...node.inputs, id].some((each) => hidden.isValueHidden(each));
          return {
            contribution: tensor(
              source,
              edge?.contribution,
              localHidden || hidden.isGradientHidden(pass, source),
            ),
            local: tensor(source, edge?.local, localHidden),
          };
        });
      }),
    })),
  };
}

/** The mask of a ReLU, the y of a Softmax. */
function savedOf(run: FormulaRun, id: NodeId, hidden: HiddenValues): Readonly<Record<string, PanelTensor>> {
  const entries = Object.entries(run.numbers.saved[id] ?? {});
  return Object.fromEntries(
    entries.map(([name, { shape, data }]) => [
      name,
      hidden.isValueHidden(id) ? blankTensor(shape) : panelTensor(shape, data),
    ]),
  );
}

/** Whether anything a question about this node would be answered with is still to be found by the learner. */
export function asksForBlank(run: FormulaRun, pass: number, node: NodeId): boolean {
  const hidden = hiddenValues(run.file);
  const description = run.file.formulas.graph.nodes[node];
  const around = description?.kind === 'layer' ? [node, ...description.inputs] : [node];
  return around.some((id) => hidden.isValueHidden(id) || hidden.isGradientHidden(pass, id));
}

/** True while any blank stands: an explanation that walks the graph could give it away. */
export function hasBlanks({ file }: FormulaRun): boolean {
  return file.formulas.expectations.some(({ expected }) => expected === undefined);
}

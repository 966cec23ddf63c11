import { nodeAt } from '../../graph/reach';
import { message } from '../../message';
import { sameShape } from '../../shape';
import { ofNumbers, type Mistake } from './mistake';

/** The right numbers, of something else. */
export const anotherName: Mistake = {
  kind: 'another-name',
  doubt: 1,
  family: message('This looks like the numbers of something else.'),
  documentation: 'The numbers are the gradient, or the value, of another name of the same shape.',
  *candidates({ graph, node, pass, plan, shape, gradientOf }) {
    const named = graph.nodes.flatMap((each, id) =>
      each.name !== undefined && id !== node && sameShape(each.shape, shape) ? [id] : [],
    );
    for (const other of named) {
      const name = nodeAt(graph, other).name ?? '';
      const gradient = gradientOf(other);
      const value = plan.value(other).data;
      if (pass === undefined) {
        yield ofNumbers(value, message('This is the value of {0}.', name));
      } else if (gradient !== undefined) {
        yield ofNumbers(gradient, message('This is the gradient of {0}.', name));
      }
    }
    const own = nodeAt(graph, node).name ?? '';
    const gradient = gradientOf(node);
    if (pass !== undefined)
      yield ofNumbers(plan.value(node).data, message('This is the value of {0}, not its gradient.', own));
    else if (gradient !== undefined)
      yield ofNumbers(gradient, message('This is the gradient of {0}, not its value.', own));
  },
};

import { message } from '../../message';
import { ofNumbers, type Mistake } from './mistake';

export const allZero: Mistake = {
  kind: 'all-zero',
  leavesZeros: true,
  family: message('This looks like gradients that were not there yet, or no more.'),
  documentation: 'All numbers are 0: they were read before backward, or after zero_grad.',
  *candidates({ right, pass, hasOtherGradients }) {
    if (pass === undefined) return;
    yield ofNumbers(
      new Float64Array(right.length),
      hasOtherGradients
        ? message(
            'All numbers are 0, though other gradients are not: nothing was added to these, or they were reset.',
          )
        : message('All numbers are 0: they were read before backward, or after zero_grad.'),
    );
  },
};

import { message } from '../../message';
import { ofNumbers, type Mistake } from './mistake';

export const allZero: Mistake = {
  kind: 'all-zero',
  family: message('This looks like gradients that were not there yet, or no more.'),
  documentation: 'All numbers are 0: they were read before backward, or after zero_grad.',
  *candidates({ right, pass }) {
    if (pass === undefined) return;
    yield ofNumbers(
      new Float64Array(right.length),
      message('All numbers are 0: they were read before backward, or after zero_grad.'),
    );
  },
};

/** Ten lines of formulas as people write them: a small graph with a matrix, a loss and expectations. */
export function formulaGroup(index: number): string {
  return `apple_${index}  = ${100 + index}
number_${index} = ${index % 7}
tax_${index}    = 1.1            # a comment
price_${index}  = apple_${index} * number_${index} * tax_${index}
X_${index} = [[1.0, -0.5], [-2.0, 3.0]]
W_${index} = [[0.2, -0.4], [0.7, 0.3]]; b_${index} = [0.1, 0.2]
h_${index} = affine(X_${index}, W_${index}, b_${index})
loss_${index} = softmax_with_loss(relu(h_${index}), [1, 0])
backward loss_${index}
expect grad(b_${index}) = ?
`;
}

import { formulaGroup } from './formulaGroup';

/** Twenty lines of a network. */
function network(index: number): string {
  return `network Net${index} {
  data = digits(test=0.2)

  layers {
    Conv(16, size=3, pad=1, init=He)
    ReLU
    pooled = MaxPool(2)
    Conv(16, size=3, pad=1) from pooled
    Add(pooled)
    ReLU
    Affine(10)
    SoftmaxWithLoss
  }

  train {
    optimizer = Adam(lr=0.01, beta1=0.9)
    batch     = 64
    epochs    = ${index + 1}
  }
}
`;
}

/** A thousand lines of formulas, and as many of networks, as a person edits them. */
export const editedTexts = {
  formulas: Array.from({ length: 100 }, (_, index) => formulaGroup(index)).join(''),
  networks: Array.from({ length: 50 }, (_, index) => network(index)).join(''),
};

/** Twenty layers with weights. */
export const deepNetwork = `network Deep {
  data = spiral(classes=3, points=100, noise=0.2, test=0.2)
  layers {
${'    Affine(8)\n    Tanh\n'.repeat(19)}    Affine(3)
    SoftmaxWithLoss
  }
  train {
    optimizer = SGD(lr=0.01)
    batch     = 30
    epochs    = 1000000
  }
}
`;

/** It is measured from this step on: every chart is as full as it gets. */
export const deepSteps = 100_000;

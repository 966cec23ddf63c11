/** The commands this extension contributes, as package.json declares them. */
export const runBackwardCommand = 'backprop.runBackward';
export const checkGradientsCommand = 'backprop.checkGradients';
export const newFromExampleCommand = 'backprop.newFromExample';
export const clearValuesCommand = 'backprop.clearValues';
export const openPanelCommand = 'backprop.openPanel';
export const stepThroughCommand = 'backprop.stepThrough';
export const goToSourceCommand = 'backprop.goToSource';

/** The commands this extension contributes, as package.json declares them. */
export const runBackwardCommand = 'backprop.runBackward';
export const checkGradientsCommand = 'backprop.checkGradients';
export const newFromExampleCommand = 'backprop.newFromExample';
export const clearValuesCommand = 'backprop.clearValues';
export const openPanelCommand = 'backprop.openPanel';
export const stepThroughCommand = 'backprop.stepThrough';
export const goToSourceCommand = 'backprop.goToSource';
export const trainCommand = 'backprop.train';
export const pauseCommand = 'backprop.pause';
export const resumeCommand = 'backprop.resume';
export const stopCommand = 'backprop.stop';
export const stepCommand = 'backprop.step';
export const resetCommand = 'backprop.reset';
export const trainMoreCommand = 'backprop.trainMore';
export const setLearningRateCommand = 'backprop.setLearningRate';
export const makeSheetCommand = 'backprop.makeSheet';
export const writeLearningRateCommand = 'backprop.writeLearningRate';

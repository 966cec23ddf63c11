/** The commands this extension contributes, as package.json declares them. */
export const runBackwardCommand = 'backprop.runBackward';
export const checkGradientsCommand = 'backprop.checkGradients';
export const newFromExampleCommand = 'backprop.newFromExample';
/** Arguments: the name of a lesson and its language; without them a list is shown. */
export const startLessonCommand = 'backprop.startLesson';
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
export const copyAsPythonCommand = 'backprop.copyAsPython';
export const exportNetworkCommand = 'backprop.exportNetwork';
export const convertPythonCommand = 'backprop.convertPython';
/** Argument: the address of a script. */
export const recordPythonCommand = 'backprop.recordPython';
export const makeSheetCommand = 'backprop.makeSheet';
export const writeLearningRateCommand = 'backprop.writeLearningRate';
export const runVariantsCommand = 'backprop.runVariants';
/** Shows a recording in its network panel. Argument: the address of its folder, or its `RecordingEntry`. */
export const openRecordingCommand = 'backprop.openRecording';
/** Handed to `openRecordingCommand` behind the recording: its panel makes a report at once. */
export const reportPurpose = 'report';
/**
 * Puts recordings beside each other. Argument: an array of addresses; from the view, what is selected there.
 * @public
 */
export const compareRecordingsCommand = 'backprop.compareRecordings';
/** What is done with recordings in the view "Runs": see `recordingCommands.ts`. */
export const renameRecordingCommand = 'backprop.renameRecording';
export const pinRecordingsCommand = 'backprop.pinRecordings';
export const unpinRecordingsCommand = 'backprop.unpinRecordings';
export const deleteRecordingsCommand = 'backprop.deleteRecordings';
export const restoreRecordingsCommand = 'backprop.restoreRecordings';
export const exportRecordingCommand = 'backprop.exportRecording';
export const checkCapturedStepCommand = 'backprop.checkCapturedStep';
export const revealDefinitionCommand = 'backprop.revealRecordedDefinition';
export const compareDefinitionsCommand = 'backprop.compareRecordedDefinitions';

/** Every text of the monitor. */
export const strings = {
  nothing: 'Train a network: its loss, its accuracy and the layer that needs a look are shown here.',
  open: 'Open the panel of {0}',
  progress: 'epoch {0} of {1} · step {2}',
  loss: 'Loss',
  accuracy: 'Accuracy',
  curve: '{0} over the steps: from {1} to {2}',
  healthy: 'No layer needs a look.',
  worst: '{0}: {1}',
  ready: 'ready',
  running: 'running',
  paused: 'paused',
  finished: 'finished',
  stopped: 'stopped',
  failed: 'failed',
} as const;

/** Every text of the scrub bar. */
export const strings = {
  scrub: 'Look back',
  slider: 'Step looked at',
  nothing: 'Nothing to look back at yet.',
  nothingSinceEdit:
    'Nothing to look back at since the edit: earlier steps are of another definition, and only their curves are kept.',
  beforeEdit:
    'Step {0} is of the definition before an edit, only its curves are kept: this is step {1}, the first after it.',
  live: 'live · step {0}',
  shown: 'step {0} of {1} · epoch {2}',
  computing: 'computing step {0}, still showing {1}',
  goLive: 'Live again',
  goLiveKey: 'Live again (Escape or L)',
  play: 'Play back the run',
  pause: 'Pause playing back',
  playback: 'Playback',
  speed: 'Speed of playing back',
  steps: '{0} steps/s',
} as const;

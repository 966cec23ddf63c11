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
  newest: 'step {0}, the newest',
  newestPicture: 'step {0}, pictures of step {1}',
  stored: 'step {0} of {1} · epoch {2} · picture {3} of {4}',
  storedStep: 'step {0} of {1} · picture {2} of {3}',
  nothingStored: 'No pictures to look back at.',
  goNewest: 'Newest',
  goNewestKey: 'The newest step again (Escape or L)',
  pictures: '{0} pictures/s',
  goLive: 'Live again',
  goLiveKey: 'Live again (Escape or L)',
  play: 'Play back the run',
  pause: 'Pause playing back',
  playback: 'Playback',
  speed: 'Speed of playing back',
  steps: '{0} steps/s',
} as const;

/** Texts of the health of a training. */
export const strings = {
  title: 'Health of the training',
  nothingWatched:
    'Nothing has run yet. While it trains, every layer is watched, and what goes wrong is said here.',
  nothingFound:
    'Nothing is the matter: no gradient vanishes or explodes, no unit is dead, every number is finite.',
  /** Of a recording that not every rule could be judged by. */
  nothingFoundInPart: 'The rules that could be judged found nothing.',
  notJudged: 'Not judged: {0}',
  notJudgedHelp:
    'The recording lacks what these rules go by. That they are silent does not mean that all is well.',
  lookingBack:
    'What was found up to now, step {0}. The numbers beside it are of step {1}, which is looked back at.',
  open: 'Open findings: {0}',
  resolved: 'Resolved: {0}',
  wholeNetwork: 'whole network',
  showLayer: 'Show {0} among the layers',
  sinceStep: 'since step {0}',
  untilStep: 'steps {0} to {1}',
  remedies: 'What may help',
  fix: 'Fix',
  fixLabel: 'Fix: {0}',
} as const;

import { strings as exports } from '../shared/export/strings';
import { strings as graphs } from '../shared/graph/strings';
import { strings as boundary } from './boundary/strings';
import { strings as charts } from './charts/strings';
import { strings as confusion } from './confusion/strings';
import { strings as distributions } from './distributions/strings';
import { strings as graph } from './graph/strings';
import { strings as layers } from './layers/strings';
import { strings as phases } from './phases/strings';
import { strings as pictures } from './pictures/strings';
import { strings as sample } from './sample/strings';
import { strings as scrub } from './scrub/strings';
import { strings as shared } from './shared/strings';
import { strings } from './strings';

/** Every text of the panel, for the host to translate. */
export const texts: readonly string[] = [
  strings,
  shared,
  layers,
  pictures,
  exports,
  graphs,
  boundary,
  charts,
  distributions,
  graph,
  phases,
  confusion,
  sample,
  scrub,
].flatMap((list) => Object.values(list));

import { strings as exports } from '../kit/export/exportTexts';
import { strings as graphs } from '../graph/graphTexts';
import { strings as boundary } from './sections/boundary/boundaryTexts';
import { strings as charts } from './sections/charts/chartsTexts';
import { strings as confusion } from './sections/confusion/confusionTexts';
import { strings as distributions } from './sections/distributions/distributionsTexts';
import { strings as graph } from './sections/graph/networkGraphTexts';
import { strings as layers } from './sections/layers/layersTexts';
import { strings as phases } from './walk/walkTexts';
import { strings as pictures } from '../tensor/tensorTexts';
import { strings as sample } from './sections/sample/sampleTexts';
import { strings as scrub } from './scrub/scrubTexts';
import { strings as shared } from '../kit/kitTexts';
import { strings } from './networkTexts';

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

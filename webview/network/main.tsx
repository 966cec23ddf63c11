import { options } from 'preact';
import '../kit/theme/base.css';
import '../kit/controls/controls.css';
import '../kit/theme/icons.css';
import '../kit/export/print.css';
import '../charts/charts.css';
import '../kit/formula/formula.css';
import '../graph/graph.css';
import './sections/graph/networkGraph.css';
import './sections/health/health.css';
import './walk/phases.css';
import './network.css';
import './sections/boundary/boundary.css';
import './sections/confusion/confusion.css';
import './sections/distributions/distributions.css';
import '../tensor/pictures.css';
import './sections/sample/sample.css';
import './classes/classes.css';
import '../kit/plot/plot.css';
import './scrub/scrub.css';
import './sections/layers/layers.css';
import '../kit/controls/sections.css';
import './tabs/tabs.css';
import './overview/overview.css';
import './toolbar/toolbar.css';
import { strings as graphStrings } from '../graph/graphTexts';
import { strings as kitStrings } from '../kit/kitTexts';
import { strings as pictures } from '../tensor/tensorTexts';
import { NetworkPanel } from './NetworkPanel';
import { strings as report } from './export/reportTexts';
import { strings } from './networkTexts';
import { strings as scrub } from './scrub/scrubTexts';
import { strings as overview } from './overview/overviewTexts';
import { strings as boundary } from './sections/boundary/boundaryTexts';
import { strings as charts } from './sections/charts/chartsTexts';
import { strings as confusion } from './sections/confusion/confusionTexts';
import { strings as distributions } from './sections/distributions/distributionsTexts';
import { strings as graph } from './sections/graph/networkGraphTexts';
import { strings as health } from './sections/health/healthTexts';
import { strings as layers } from './sections/layers/layersTexts';
import { strings as sample } from './sections/sample/sampleTexts';
import { strings as tabs } from './tabs/tabsTexts';
import { start } from './state/host';
import { handle } from './state/receive';
import { sendViewRequests } from './state/requests';
import './state/viewState';
import { strings as walk } from './walk/walkTexts';

// By default effects wait for another frame of the screen,
// which has to be laid out and painted for nothing else.
options.requestAnimationFrame = (run) => {
  setTimeout(run, 0);
};
start({
  handle,
  content: <NetworkPanel />,
  texts: [
    strings,
    kitStrings,
    graphStrings,
    pictures,
    graph,
    layers,
    health,
    charts,
    distributions,
    boundary,
    confusion,
    sample,
    walk,
    scrub,
    tabs,
    overview,
    report,
  ],
});
sendViewRequests();

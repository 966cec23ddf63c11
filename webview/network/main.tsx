import { options, render } from 'preact';
import '../kit/theme/base.css';
import '../kit/controls/controls.css';
import '../kit/theme/icons.css';
import '../kit/export/print.css';
import './sections/charts/charts.css';
import '../kit/formula/formula.css';
import '../graph/graph.css';
import './sections/graph/networkGraph.css';
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
import '../kit/shared.css';
import './toolbar.css';
import { tell } from './state/host';
import { Panel } from './NetworkPanel';
import { listen } from './state/receive';
import { texts } from './allStrings';
import './state/viewState';
import { sendViewRequests } from './state/requests';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element with the id root.');
window.addEventListener('error', ({ message }) => {
  tell({ kind: 'log', level: 'error', text: `The panel failed: ${message}` });
});
// By default effects wait for another frame of the screen, which has to be laid out and painted for nothing else.
options.requestAnimationFrame = (run) => {
  setTimeout(run, 0);
};
listen();
render(<Panel />, root);
tell({ kind: 'ready', texts });
sendViewRequests();

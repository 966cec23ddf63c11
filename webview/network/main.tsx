import { options, render } from 'preact';
import '../shared/base.css';
import '../shared/controls.css';
import '../shared/icons.css';
import '../shared/export/print.css';
import './charts/charts.css';
import '../shared/formula/formula.css';
import '../shared/graph/graph.css';
import './graph/graph.css';
import './phases/phases.css';
import './network.css';
import './boundary/boundary.css';
import './confusion/confusion.css';
import './distributions/distributions.css';
import './pictures/pictures.css';
import './sample/sample.css';
import './shared/classes/classes.css';
import './shared/plot/plot.css';
import './scrub/scrub.css';
import './layers/layers.css';
import './shared/shared.css';
import './toolbar.css';
import { tell } from './host';
import { Panel } from './Panel';
import { listen } from './receive';
import { texts } from './texts';
import './viewState';
import { sendWishes } from './wishes';

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
sendWishes();

import { render } from 'preact';
import '../shared/base.css';
import '../shared/controls.css';
import '../shared/icons.css';
import './charts/charts.css';
import './network.css';
import './boundary/boundary.css';
import './distributions/distributions.css';
import './shared/classes/classes.css';
import './shared/plot/plot.css';
import './scrub/scrub.css';
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
listen();
render(<Panel />, root);
tell({ kind: 'ready', texts });
sendWishes();

import { render } from 'preact';
import { strings as exportStrings } from '../shared/export/strings';
import { strings as graphStrings } from '../shared/graph/strings';
import { strings } from '../shared/strings';
import '../shared/base.css';
import '../shared/controls.css';
import '../shared/icons.css';
import '../shared/export/print.css';
import '../shared/formula/formula.css';
import '../shared/graph/graph.css';
import './graph/graph.css';
import './panel.css';
import { tell } from './host';
import { Panel } from './Panel';
import { listen } from './receive';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element with the id root.');
window.addEventListener('error', ({ message }) => {
  tell({ kind: 'log', level: 'error', text: `The panel failed: ${message}` });
});
listen();
render(<Panel />, root);
tell({ kind: 'ready', texts: [strings, graphStrings, exportStrings].flatMap((list) => Object.values(list)) });

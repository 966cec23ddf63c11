import { render } from 'preact';
import { strings as exportStrings } from '../kit/export/exportTexts';
import { strings as graphStrings } from '../graph/graphTexts';
import { strings } from '../kit/texts';
import '../kit/theme/base.css';
import '../kit/controls/controls.css';
import '../kit/theme/icons.css';
import '../kit/export/print.css';
import '../kit/formula/formula.css';
import '../graph/graph.css';
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

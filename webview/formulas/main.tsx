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
import './graph/formulaGraph.css';
import './formulas.css';
import { tell } from './formulaHost';
import { Panel } from './FormulaPanel';
import { listen } from './formulaMessages';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element with the id root.');
window.addEventListener('error', ({ message }) => {
  tell({ kind: 'log', level: 'error', text: `The panel failed: ${message}` });
});
listen();
render(<Panel />, root);
tell({ kind: 'ready', texts: [strings, graphStrings, exportStrings].flatMap((list) => Object.values(list)) });

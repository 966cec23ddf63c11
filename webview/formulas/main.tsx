import '../kit/theme/base.css';
import '../kit/controls/controls.css';
import '../kit/theme/icons.css';
import '../kit/export/print.css';
import '../kit/formula/formula.css';
import '../graph/graph.css';
import './graph/formulaGraph.css';
import './formulas.css';
import { strings as graphStrings } from '../graph/graphTexts';
import { strings as kitStrings } from '../kit/kitTexts';
import { start } from './formulaHost';
import { handle } from './formulaMessages';
import { FormulaPanel } from './FormulaPanel';
import { strings } from './formulasTexts';

start({ handle, content: <FormulaPanel />, texts: [strings, kitStrings, graphStrings] });

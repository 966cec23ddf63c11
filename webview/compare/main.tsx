import '../kit/theme/base.css';
import '../kit/controls/controls.css';
import '../kit/theme/icons.css';
import '../kit/export/print.css';
import '../charts/charts.css';
import '../tensor/pictures.css';
import '../kit/plot/plot.css';
import '../kit/controls/sections.css';
import './compare.css';
import { strings as kitStrings } from '../kit/kitTexts';
import { strings as pictures } from '../tensor/tensorTexts';
import { start } from './compareHost';
import { ComparePanel } from './ComparePanel';
import { handle, sendChoice } from './compareStore';
import { strings } from './compareTexts';

start({ handle, content: <ComparePanel />, texts: [strings, kitStrings, pictures] });
sendChoice();

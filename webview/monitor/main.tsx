import '../kit/theme/base.css';
import '../kit/controls/controls.css';
import '../kit/theme/icons.css';
import './monitor.css';
import { start } from './monitorHost';
import { handle, MonitorView } from './MonitorView';
import { strings } from './monitorTexts';

start({ handle, content: <MonitorView />, texts: [strings] });

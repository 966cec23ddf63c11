/** One lane of `npm test`, in a process of its own: see lanes.mjs. */
import { command } from '../console/problem.mjs';
import { runLaneHere } from './lanes.mjs';

await command(() => runLaneHere(process.argv.slice(2)));

/** One part of `npm test`, in a process of its own: see lanes.mjs. */
import { command } from '../console/problem.mjs';
import { runPartHere } from './lanes.mjs';

await command(() => runPartHere(process.argv.slice(2)));

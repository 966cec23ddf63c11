import { Zoom } from '../../graph/zoom';
import { viewport } from '../formulaViewState';

/** Which part of the graph is seen. */
export const zoom = new Zoom(viewport);

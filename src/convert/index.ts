export { convertCells, convertNotebook } from './convertNotebook';
export { convertCapturedStep } from './captured/capturedStep';
export { convertPython, type Converted } from './convertPython';
export { convertKerasFile } from './keras/kerasFile';

export { convertCells, convertNotebook } from './convertNotebook';
export { convertPython, type Converted } from './convertPython';
export { convertKerasFile } from './keras/kerasFile';

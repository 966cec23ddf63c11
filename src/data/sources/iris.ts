import { shipped } from './shipped';

/** R. A. Fisher's iris flowers (UCI Machine Learning Repository). The first line holds counts and names. */
export const iris = shipped({
  name: 'iris',
  documentation:
    '150 iris flowers of three species by length and width of sepal and petal in cm, that come with the extension (Fisher, 1936).',
  file: 'iris.csv',
  header: true,
  count: 150,
  sampleShape: [4],
  classes: 3,
  isSorted: true,
  classNames: ['setosa', 'versicolor', 'virginica'],
  scale: (measurements) => measurements,
});

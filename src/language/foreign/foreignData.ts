import { message, type Message } from '../../engine/message';
import { explained, ForeignNames, renamed } from './foreignNames';

function otherData(name: string): Message {
  return message(
    'There is no {0} here: save its rows in a file, as in: data = csv("file.csv", target="label")',
    name,
  );
}

function pointsInClasses(name: string): Message {
  return message('There is no {0} here: spiral(classes=3) and xor() make points in classes.', name);
}

/** Sources of data of scikit-learn, torchvision, Keras and pandas. */
export const foreignData = new ForeignNames([
  renamed('mnist', 'load_mnist', 'MNIST'),
  renamed('spiral', 'make_spiral', 'load_spiral', 'spiral_data', 'load_data'),
  renamed('csv', 'read_csv', 'loadtxt', 'genfromtxt', 'read_table'),
  renamed('digits', 'load_digits'),
  explained(
    pointsInClasses,
    'make_moons',
    'make_circles',
    'make_blobs',
    'make_gaussian_quantiles',
    'moons',
    'circles',
    'blobs',
  ),
  explained(
    otherData,
    'load_iris',
    'iris',
    'load_wine',
    'wine',
    'load_breast_cancer',
    'load_diabetes',
    'fetch_openml',
    'fetch_california_housing',
    'make_classification',
    'make_regression',
    'CIFAR10',
    'cifar10',
    'CIFAR100',
    'FashionMNIST',
    'fashion_mnist',
    'ImageFolder',
    'TensorDataset',
    'DataLoader',
  ),
]);

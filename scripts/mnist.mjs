/** Fetches the MNIST files and prints the folder they are in. */
import { ensureMnist } from './ensure/mnist.mjs';

process.stdout.write(`${await ensureMnist()}\n`);

/** A piece of work with all its operands resolved: calling it allocates nothing. */
export type Kernel = () => void;

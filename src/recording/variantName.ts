/**
 * What the run of a variant is called: `XOR: optimizer = SGD(lr=0.5), seed = 1`.
 * @param label what tells it from the others; empty, or the network, where there are none
 */
export function variantName(network: string, label: string): string {
  return label === '' || label === network ? network : `${network}: ${label}`;
}

/** The name of a run without what `variantName` added, which its settings tell as well. */
export function withoutVariant(name: string, network: string | undefined): string {
  const isVariant = network !== undefined && name.startsWith(`${network}: `) && name.includes(' = ');
  return isVariant ? network : name;
}

/** What tests ask of it; the types of the real one come with the libraries of a browser or a worker. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  const Module: {
    new (bytes: Uint8Array): Module;
    exports(module: Module): { readonly name: string }[];
  };
  function validate(bytes: Uint8Array): boolean;
}

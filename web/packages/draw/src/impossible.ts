/** Why no result exists for these libraries and parameters; `kind` is the code of the procedure's section 6.1. */
export class Impossible extends Error {
  constructor(
    readonly kind: 'no_objects' | 'few_objects' | 'few_officers' | 'few_leaders' | 'no_pairing',
    message: string,
  ) {
    super(message)
  }
}

/** The little that is used of the package `smpp`, which has no types. */
declare module 'smpp' {
  interface RawPdu {
    toBuffer(): Buffer;
  }
  const smpp: {
    PDU: new (command: string, fields: Record<string, unknown>) => RawPdu;
    commands: Record<string, { readonly id: number }>;
    tlvs: Record<string, { readonly id: number }>;
    errors: Record<string, number>;
  };
  export default smpp;
}

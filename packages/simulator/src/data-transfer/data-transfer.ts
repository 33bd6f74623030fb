/** Nobody's vendor extensions are known here. */
export function dataTransfer(): { status: 'UnknownVendorId' } {
  return { status: 'UnknownVendorId' }
}

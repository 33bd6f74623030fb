/**
 * What vendors say by DataTransfer. To understand one, add its id here with a function per message: it gets the data (parsed, where a
 * 1.6 station sent JSON as text) and answers with a status and data of its own. What is not listed is refused as the version demands.
 */
import type { StationContext } from '../context.ts'
import { plugAndCharge16 } from './plug-and-charge16.ts'

export interface VendorAnswer {
  readonly status: 'Accepted' | 'Rejected'
  readonly data?: unknown
}

export type VendorMessage = (ctx: StationContext, data: unknown) => VendorAnswer | Promise<VendorAnswer>

/** By message id; a message without one is `''`. */
export type Vendor = { readonly [messageId: string]: VendorMessage }

export const vendors: { readonly [vendorId: string]: Vendor } = {
  'org.openchargealliance.iso15118pnc': plugAndCharge16,
}

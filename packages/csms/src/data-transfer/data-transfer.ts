/** The message DataTransfer, from the station. */
import type * as v16 from '@busbar/ocpp/v16'
import type * as v21 from '@busbar/ocpp/v21'
import type * as v201 from '@busbar/ocpp/v201'
import type { StationContext } from '../context.ts'
import { type VendorAnswer, vendors } from './vendors.ts'

type Answer = VendorAnswer | { readonly status: 'UnknownVendorId' | 'UnknownMessageId'; readonly data?: undefined }

/** OCPP 1.6 §4.3. Its data is text; vendors put JSON into it more often than not. */
export async function dataTransfer16(
  ctx: StationContext,
  { vendorId, messageId, data }: v16.DataTransferRequest,
): Promise<v16.DataTransferResponse> {
  const answer = await answerVendor(ctx, vendorId, messageId, data === undefined ? undefined : parsed(data))
  if (answer.data === undefined) return { status: answer.status }
  return { status: answer.status, data: typeof answer.data === 'string' ? answer.data : JSON.stringify(answer.data) }
}

/** OCPP 2.0.1 part 2, P02. */
export async function dataTransfer201(
  ctx: StationContext,
  { vendorId, messageId, data }: v201.DataTransferRequest | v21.DataTransferRequest,
): Promise<v201.DataTransferResponse> {
  const answer = await answerVendor(ctx, vendorId, messageId, data)
  return { status: answer.status, ...(answer.data !== undefined && { data: answer.data }) }
}

async function answerVendor(
  ctx: StationContext,
  vendorId: string,
  messageId: string | undefined,
  data: unknown,
): Promise<Answer> {
  // OCPP 1.6 §7: a vendor id is a CiString, so letters of either case name the same vendor.
  const vendor = Object.entries(vendors).find(([id]) => id.toLowerCase() === vendorId.toLowerCase())?.[1]
  // P02.FR.06, P02.FR.07
  if (!vendor) return { status: 'UnknownVendorId' }
  const name = messageId ?? ''
  if (!Object.hasOwn(vendor, name)) return { status: 'UnknownMessageId' }
  return (vendor[name] as (typeof vendor)[string])(ctx, data)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

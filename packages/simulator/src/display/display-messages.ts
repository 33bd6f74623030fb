/** There is no display: nothing can be set, found or cleared. */
import type * as v201 from '@busbar/ocpp/v201'

export function setDisplayMessage201(): v201.SetDisplayMessageResponse {
  return { status: 'Rejected' }
}

export function getDisplayMessages201(): v201.GetDisplayMessagesResponse {
  return { status: 'Unknown' }
}

export function clearDisplayMessage201(): v201.ClearDisplayMessageResponse {
  return { status: 'Unknown' }
}

/** I02: the driver's display would show it; nothing is kept. */
export function costUpdated201(): v201.CostUpdatedResponse {
  return {}
}

/** The webshop's driver has arrived at the payment page. */
export function notifyWebPaymentStarted21(): object {
  return {}
}

export interface Fault {
  /** A 1.6 ChargePointErrorCode; in 2.x it goes into the event's text. */
  errorCode: string
  info?: string
}

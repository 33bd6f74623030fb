/** The actions a request of ours makes a station send (OCPP 2.0.1 part 2, B02.FR.02; 1.6 §4.2), accepted or not. */
export function invitedBy(action: string, request: object): readonly string[] {
  switch (action) {
    case 'TriggerMessage':
    case 'ExtendedTriggerMessage':
      return 'requestedMessage' in request ? [actionTriggeredBy(String(request.requestedMessage))] : []
    case 'GetBaseReport':
    case 'GetReport':
      return ['NotifyReport']
    default:
      return []
  }
}

/** `SignChargingStationCertificate`, `SignV2GCertificate` … all become a SignCertificate; the rest are actions. */
const actionTriggeredBy = (requested: string): string => (requested.startsWith('Sign') ? 'SignCertificate' : requested)

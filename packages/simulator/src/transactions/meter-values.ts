import type * as v16 from '@busbar/ocpp/v16'
import type * as v201 from '@busbar/ocpp/v201'
import type { MeterSample } from '../evse/meter.ts'
import type { Message } from '../link/message.ts'

/** Values outside a transaction; EVSE 0 is the main meter. */
export const meterValues16 = (connectorId: number, sample: MeterSample): Message => ({
  action: 'MeterValues',
  payload: { connectorId, meterValue: [meterValue16(sample)] } satisfies v16.MeterValuesRequest,
})

export const meterValues201 = (evseId: number, sample: MeterSample): Message => ({
  action: 'MeterValues',
  payload: { evseId, meterValue: [meterValue201(sample)] } satisfies v201.MeterValuesRequest,
})

export function meterValue16(sample: MeterSample): v16.MeterValue {
  return {
    timestamp: sample.at.toISOString(),
    sampledValue: sample.values.map(({ measurand, value, unit, phase, location }) => ({
      value: String(value),
      context: sample.context,
      measurand,
      ...(phase && { phase }),
      ...(location && { location }),
      // 1.6 has no unit for Hz, nor for a factor.
      ...(unit !== '' && unit !== 'Hz' && { unit }),
    })),
  }
}

export function meterValue201(sample: MeterSample): v201.MeterValueType {
  return {
    timestamp: sample.at.toISOString(),
    sampledValue: sample.values.map(({ measurand, value, unit, phase, location }) => ({
      value,
      context: sample.context,
      measurand,
      ...(phase && { phase }),
      ...(location && { location }),
      ...(unit !== '' && { unitOfMeasure: { unit } }),
    })) as v201.MeterValueType['sampledValue'],
  }
}

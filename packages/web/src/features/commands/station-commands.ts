/** What the station page can ask of a station, whatever its version. */
import { api, bodyOf } from '../../api/client.ts'
import type { CommandAnswer, Connector, Evse, StartRequest, Station, Variable } from '../../api/types.ts'
import { t } from '../../texts/text.ts'
import { useSendCommand } from './sent-commands.ts'

/** For who knows the transaction and not its station's version. */
export function useRequestStop(station: string): (transaction: number) => void {
  const send = useSendCommand(station)
  return (id) =>
    void send({
      label: t('sent.stop', { id }),
      // OCPP 2.0.1 part 2, F03: Accepted means the station will try; the transaction ends when its event says so.
      afterAccepted: t('promise.stop'),
      send: () => bodyOf(api.POST('/api/v1/transactions/{id}/stop', { params: { path: { id } }, body: {} })),
    })
}

export function useStationCommands(station: Station) {
  const send = useSendCommand(station.id)
  const stop = useRequestStop(station.id)
  const run = (name: string, body: Record<string, unknown>): Promise<CommandAnswer> =>
    bodyOf(api.POST('/api/v1/stations/{id}/commands/{name}', { params: { path: { id: station.id, name } }, body }))

  return {
    start: (evse: Evse, body: StartRequest) =>
      void send({
        label: t('sent.start', { evse: evse.evseId, token: body.idToken }),
        afterAccepted: t('promise.start'),
        send: () => bodyOf(api.POST('/api/v1/evses/{id}/start', { params: { path: { id: evse.id } }, body })),
      }),
    stop,
    unlock: (evse: Evse, { connectorId }: Connector) =>
      void send({
        label: t('sent.unlock', { evse: evse.evseId }),
        send: () =>
          bodyOf(api.POST('/api/v1/evses/{id}/unlock', { params: { path: { id: evse.id } }, body: { connectorId } })),
      }),
    setOperative: (evse: Evse, operative: boolean) =>
      void send({
        label: operative ? t('sent.operative', { evse: evse.evseId }) : t('sent.inoperative', { evse: evse.evseId }),
        afterAccepted: t('promise.availability'),
        send: () =>
          bodyOf(
            api.POST('/api/v1/evses/{id}/availability', { params: { path: { id: evse.id } }, body: { operative } }),
          ),
      }),
    reset: (type: string) =>
      void send({
        label: t('sent.reset', { type }),
        afterAccepted: t('promise.reset'),
        send: () => run('reset', { type }),
      }),
    trigger: (requestedMessage: string) =>
      void send({
        label: t('sent.trigger', { message: requestedMessage }),
        afterAccepted: t('promise.trigger'),
        send: () => run('trigger-message', { requestedMessage }),
      }),
    refreshVariables: () =>
      void send(
        station.version === '1.6'
          ? { label: 'GetConfiguration', send: () => run('get-configuration', {}) }
          : {
              label: 'GetBaseReport',
              afterAccepted: t('promise.report'),
              send: () => run('get-base-report', { requestId: requestId(), reportBase: 'FullInventory' }),
            },
      ),
    setVariable: async (variable: Variable, value: string): Promise<void> => {
      await send({
        label: t('sent.set', { name: variable.variable.name, value }),
        send: () =>
          variable.component === null ? changeConfiguration(variable, value) : setVariables(variable, value),
      })
    },
  }

  function changeConfiguration({ variable }: Variable, value: string): Promise<CommandAnswer> {
    return run('change-configuration', { key: variable.name, value })
  }

  async function setVariables(
    { component, variable, attribute }: Variable,
    attributeValue: string,
  ): Promise<CommandAnswer> {
    const answer = await run('set-variables', {
      setVariableData: [
        {
          ...(attribute !== 'Actual' && { attributeType: attribute }),
          attributeValue,
          component: {
            name: component?.name,
            ...(component?.instance && { instance: component.instance }),
            ...(component?.evse && {
              evse: {
                id: component.evse.id,
                ...(component.evse.connectorId !== null && { connectorId: component.evse.connectorId }),
              },
            }),
          },
          variable: { name: variable.name, ...(variable.instance && { instance: variable.instance }) },
        },
      ],
    })
    return { ...answer, status: setVariableStatus(answer.response) ?? answer.status }
  }
}

/** The station repeats it in its reports; it only has to differ from the last one. */
const requestId = (): number => Math.floor(Date.now() / 1000) % 2_000_000_000

/** OCPP 2.0.1 part 2, B05: SetVariables answers one status per variable and none for the whole. */
function setVariableStatus(response: unknown): string | null {
  if (typeof response !== 'object' || response === null || !('setVariableResult' in response)) return null
  const { setVariableResult: results } = response
  const first: unknown = Array.isArray(results) ? results[0] : null
  return typeof first === 'object' && first !== null && 'attributeStatus' in first
    ? String(first.attributeStatus)
    : null
}

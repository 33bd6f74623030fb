import { emitKeypressEvents } from 'node:readline'
import { evModels } from '../ev/ev.ts'
import type { SimulatedStation } from '../station/station.ts'

export const keyHelp =
  'keys: p plug/unplug · t tap · f fault on/off · n network on/off · 1-9 choose EVSE · s state · h help · q quit'

export interface KeyboardOptions {
  station: SimulatedStation
  idToken: string
  print(line: string): void
  quit(): void
}

/** Plays the station by single keys. Returns what a key does, for the terminal to call. */
export function keys({ station, idToken, print, quit }: KeyboardOptions): (key: string) => void {
  let evseId = 1
  let networkUp = true
  const dc = () => station.evse(evseId).supply.current === 'DC'
  const state = () => {
    for (const evse of station.evses) {
      const { ev, draw, transaction } = evse
      const power = `${(draw.powerW / 1000).toFixed(1)} kW`
      const car = ev ? `${ev.name} ${ev.socPercent.toFixed(1)} %` : 'no EV'
      const energy = transaction ? `, ${((evse.registerWh - transaction.startWh) / 1000).toFixed(2)} kWh` : ''
      const mark = evse.id === evseId ? '▸' : ' '
      print(`${mark} EVSE ${evse.id}: ${evse.connector.status}, ${car}, ${power}${energy}`)
    }
    print(`  ${station.online ? 'online' : 'offline'}, ${station.outbox.length} messages wait`)
  }
  return (key) => {
    const evse = station.evse(evseId)
    switch (key) {
      case 'p':
        if (evse.ev) station.unplug(evseId)
        else station.plugIn(evseId, station.random.pick(evModels.filter((each) => !dc() || each.dc)))
        return
      case 't':
        void station.tap(evseId, idToken).then((result) => {
          const why = 'why' in result ? ` (${result.why})` : 'info' in result ? ` (${result.info.status})` : ''
          print(`  ${idToken}: ${result.result}${why}`)
          const unknown = result.result === 'refused' && /^(Invalid|Unknown)$/.test(result.info.status)
          if (unknown) print('  The CSMS has to know the id token: add it there, or take another one with --id-token.')
        })
        return
      case 'f':
        if (evse.fault) station.clearFault(evseId)
        else station.fault(evseId)
        return
      case 'n':
        networkUp = !networkUp
        if (networkUp) station.restoreNetwork()
        else station.dropNetwork()
        return
      case 's':
        return state()
      case 'q':
        return quit()
      case 'h':
      case '?':
        return print(keyHelp)
      default:
        if (/^[1-9]$/.test(key) && station.evses[Number(key) - 1]) {
          evseId = Number(key)
          state()
        }
    }
  }
}

/** Takes the terminal's keys one by one. */
export function listen(input: NodeJS.ReadStream, press: (key: string) => void, quit: () => void): void {
  emitKeypressEvents(input)
  input.setRawMode(true)
  input.resume()
  input.on('keypress', (text: string | undefined, key: { name?: string; ctrl?: boolean }) => {
    if (key.ctrl && (key.name === 'c' || key.name === 'd')) quit()
    else press(text ?? '')
  })
}

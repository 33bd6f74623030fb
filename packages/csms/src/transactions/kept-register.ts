/**
 * A transaction's register in memory is as its row keeps it, until somebody reads it. A station's ended transactions are there to recognise
 * what is sent again, ten thousand stations have several each, and hardly anybody asks what their energy is made of.
 */
import type { EnergyRegister } from './energy-register.ts'
import { registerOf, storedRegister } from './stored-register.ts'
import type { Transaction } from './transaction.ts'

interface Holder {
  held: EnergyRegister | string
}

const prototype: object = Object.defineProperty({}, 'register', {
  get(this: Holder): EnergyRegister {
    if (typeof this.held === 'string') this.held = registerOf(this.held)
    return this.held
  },
  set(this: Holder, register: EnergyRegister) {
    this.held = register
  },
})

/**
 * Turns `of` into one. In place: an object that is put together member by member becomes a dictionary, which takes five times the memory
 * and is slower to read.
 */
export const withRegister = (of: Omit<Transaction, 'register'>, held: Holder['held']): Transaction => {
  const holder = of as Omit<Transaction, 'register'> & Holder
  holder.held = held
  return Object.setPrototypeOf(holder, prototype) as Transaction
}

const holderOf = (of: Transaction): Holder => of as unknown as Holder

/** As its row keeps it. Of one that has ended that is all that stays. */
export function packedRegister(of: Transaction): string {
  const holder = holderOf(of)
  if (typeof holder.held === 'string') return holder.held
  const text = storedRegister(of.register)
  if (of.state === 'closed') holder.held = text
  return text
}

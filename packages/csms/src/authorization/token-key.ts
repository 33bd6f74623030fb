/**
 * What makes two id tokens the same one. OCPP 1.6 §7.28 and 2.0.1 part 2, §2.3 type them as case-insensitive strings,
 * and stations do send the same card as `04ab` and `04AB`.
 */
export const tokenKey = (token: string): string => token.toLowerCase()

/**
 * Readers pad: with blanks, zeros that end a text in C, the line end of the card's own protocol. That is no part of the id token.
 * U+FFFD is what a zero within a text is stored as.
 */
export const bareToken = (sent: string): string => (padding.test(sent) ? sent.replace(pads, '') : sent)

const padding = /^[\s\p{Cc}\ufffd]|[\s\p{Cc}\ufffd]$/u
const pads = /^[\s\p{Cc}\ufffd]+|[\s\p{Cc}\ufffd]+$/gu

/**
 * What makes two id tokens the same one. OCPP 1.6 §7.28 and 2.0.1 part 2, §2.3 type them as case-insensitive strings,
 * and stations do send the same card as `04ab` and `04AB`.
 */
export const tokenKey = (token: string): string => token.toLowerCase()

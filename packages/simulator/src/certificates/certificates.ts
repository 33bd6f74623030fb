import { createHash, X509Certificate } from 'node:crypto'

export type HashAlgorithm = 'SHA256' | 'SHA384' | 'SHA512'

export interface CertificateHash {
  hashAlgorithm: HashAlgorithm
  issuerNameHash: string
  issuerKeyHash: string
  serialNumber: string
}

export interface InstalledCertificate {
  /** As the version names it: `CentralSystemRootCertificate`, `CSMSRootCertificate`, `V2GRootCertificate`… */
  use: string
  pem: string
  hash: CertificateHash
}

export const maxCertificates = 20

/** Root certificates the CSMS has installed. They are kept and reported; the simulator's sockets do not use them. */
export class Certificates {
  #installed: InstalledCertificate[] = []

  get count(): number {
    return this.#installed.length
  }

  install(use: string, pem: string): 'Accepted' | 'Rejected' | 'Failed' {
    const hash = hashOf(pem)
    if (!hash) return 'Rejected'
    const others = this.#installed.filter((c) => !(c.use === use && sameHash(c.hash, hash)))
    if (others.length >= maxCertificates) return 'Failed'
    this.#installed = [...others, { use, pem, hash }]
    return 'Accepted'
  }

  find(uses: readonly string[] | undefined): InstalledCertificate[] {
    return this.#installed.filter(({ use }) => !uses || uses.includes(use))
  }

  /** The hash may be by another algorithm than ours (2.0.1 M04), so each certificate is hashed as the request does it. */
  delete(hash: CertificateHash): 'Accepted' | 'NotFound' {
    const left = this.#installed.filter(({ pem }) => {
      const own = hashOf(pem, hash.hashAlgorithm)
      return !own || !sameHash(own, hash)
    })
    const found = left.length < this.#installed.length
    this.#installed = left
    return found ? 'Accepted' : 'NotFound'
  }
}

function sameHash(a: CertificateHash, b: CertificateHash): boolean {
  return (
    a.hashAlgorithm === b.hashAlgorithm &&
    a.issuerNameHash.toLowerCase() === b.issuerNameHash.toLowerCase() &&
    a.issuerKeyHash.toLowerCase() === b.issuerKeyHash.toLowerCase() &&
    a.serialNumber.toLowerCase() === b.serialNumber.toLowerCase()
  )
}

/**
 * The hashes RFC 6960 identifies a certificate by. A root issues itself, so the issuer's name and key are its own; other certificates
 * would need their issuer at hand and are not accepted. Undefined when this is no self-issued certificate.
 */
function hashOf(pem: string, hashAlgorithm: HashAlgorithm = 'SHA256'): CertificateHash | undefined {
  try {
    const certificate = new X509Certificate(pem)
    if (certificate.issuer !== certificate.subject) return undefined
    const parts = partsOf(certificate.raw)
    const hash = (bytes: Uint8Array) => createHash(hashAlgorithm).update(bytes).digest('hex')
    return {
      hashAlgorithm,
      issuerNameHash: hash(parts.issuer),
      issuerKeyHash: hash(parts.publicKey),
      serialNumber: certificate.serialNumber.replace(/^0+(?=.)/, '').toLowerCase(),
    }
  } catch {
    return undefined
  }
}

interface Element {
  tag: number
  /** Including tag and length. */
  whole: Buffer
  content: Buffer
}

/** RFC 5280 §4.1: TBSCertificate is [version], serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo, … */
function partsOf(der: Buffer): { issuer: Buffer; publicKey: Buffer } {
  const [tbs] = elementsOf(elementsOf(der)[0]?.content ?? Buffer.alloc(0))
  const fields = elementsOf(tbs?.content ?? Buffer.alloc(0))
  const first = fields[0]?.tag === 0xa0 ? 1 : 0
  const issuer = fields[first + 2]
  const keyInfo = fields[first + 5]
  const bits = keyInfo && elementsOf(keyInfo.content)[1]
  if (!issuer || !bits) throw new RangeError('not an X.509 certificate')
  // A BIT STRING begins with the count of its unused bits, which RFC 6960 leaves out of the key hash.
  return { issuer: issuer.whole, publicKey: bits.content.subarray(1) }
}

function elementsOf(der: Buffer): Element[] {
  const elements: Element[] = []
  let at = 0
  while (at + 2 <= der.length) {
    let length = der.readUInt8(at + 1)
    let start = at + 2
    if (length & 0x80) {
      const bytes = length & 0x7f
      length = der.readUIntBE(start, bytes)
      start += bytes
    }
    const end = start + length
    elements.push({ tag: der.readUInt8(at), whole: der.subarray(at, end), content: der.subarray(start, end) })
    at = end
  }
  return elements
}

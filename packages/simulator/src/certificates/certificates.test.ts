import { describe, expect, test } from 'vitest'
import { Certificates } from './certificates.ts'

// Made once by openssl, good for a hundred years; the hashes are what `openssl ocsp -sha256 -req_text` says of the root.
const root = `-----BEGIN CERTIFICATE-----
MIIBuzCCAWGgAwIBAgIUKlelq1f0QE8IoTUoa+9iO6wwI08wCgYIKoZIzj0EAwIw
MjELMAkGA1UEBhMCSU4xDzANBgNVBAoMBkJ1c2JhcjESMBAGA1UEAwwJVGVzdCBS
b290MCAXDTI2MTEyMTA2MTM1N1oYDzIxMjYxMDI4MDYxMzU3WjAyMQswCQYDVQQG
EwJJTjEPMA0GA1UECgwGQnVzYmFyMRIwEAYDVQQDDAlUZXN0IFJvb3QwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAS4/+GaiqIKi+JcPs9F+FcqB5YEyoOC1rqq/A5u
ymGz4QArdPa8WlkAEofA4mnBdKjP9loZim5Jk4GB47B/2w35o1MwUTAdBgNVHQ4E
FgQUMFWjq9Vvt6GsjqbztXkNtqcGMNswHwYDVR0jBBgwFoAUMFWjq9Vvt6Gsjqbz
tXkNtqcGMNswDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA/HnI
itRy5/bHd0SJ8lCejRWCXXL8VGvpGHyTBYVDTWICIDrESebk5obQyDb4lXt1sHQg
JVn+OG5EFivNbWLgF2Fv
-----END CERTIFICATE-----`
const leaf = `-----BEGIN CERTIFICATE-----
MIIBPjCB5AIURBR66Ls8e2irIHA+xwpNLvx8BjUwCgYIKoZIzj0EAwIwMjELMAkG
A1UEBhMCSU4xDzANBgNVBAoMBkJ1c2JhcjESMBAGA1UEAwwJVGVzdCBSb290MCAX
DTI2MTEyMTA2MTM1N1oYDzIxMjYxMDI4MDYxMzU3WjAPMQ0wCwYDVQQDDARsZWFm
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGmNuVWHkG5krEzhRIJUyoOGAM3lG
Xzv/lVCIC4Aq3RgzKjjhbXlHJlCHCTxDU/daW7NBlJQEwN+5QPcSbiIabzAKBggq
hkjOPQQDAgNJADBGAiEA1wqcOSvxKEfOcQnB2arH2XyAYkNgmWRjNbgUceLrhNEC
IQDHRfQfHvKzm96GqHxITerP6hissbFIEMczjzfZq4qXIQ==
-----END CERTIFICATE-----`
const rootHash = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: '0d2a20be3c510dd1e2b4fe3d4d2e25015965d837d769de3fb04bd3b984f3fdac',
  issuerKeyHash: '6214e210decf0ecff6da38f4635db2b597d3bb28da3d632f98c6106896641f9c',
  serialNumber: '2a57a5ab57f4404f08a135286bef623bac30234f',
} as const

describe('certificates', () => {
  test('of a root are kept under the hashes RFC 6960 gives it', () => {
    const certificates = new Certificates()
    expect(certificates.install('CSMSRootCertificate', root)).toBe('Accepted')
    expect(certificates.find(['CSMSRootCertificate']).map(({ hash }) => hash)).toEqual([rootHash])
    expect(certificates.find(['V2GRootCertificate'])).toEqual([])
  })

  test('are replaced, not doubled, and deleted by hash', () => {
    const certificates = new Certificates()
    certificates.install('CSMSRootCertificate', root)
    certificates.install('CSMSRootCertificate', root)
    expect(certificates.count).toBe(1)
    expect(certificates.delete({ ...rootHash, serialNumber: '1' })).toBe('NotFound')
    expect(certificates.delete(rootHash)).toBe('Accepted')
    expect(certificates.count).toBe(0)
  })

  test.each([
    ['something that is none', 'not a certificate'],
    ['one that needs its issuer', leaf],
  ])('refuse %s', (_, pem) => {
    expect(new Certificates().install('CSMSRootCertificate', pem)).toBe('Rejected')
  })
})

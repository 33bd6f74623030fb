/** Who did what to what: the one place where a row of the audit is made. */
import type { Row } from '../db/writes.ts'
import { withoutSecrets } from '../secrets/secrets.ts'

export interface Deed {
  readonly organisationId: string
  /** An API token's name, or the rule that did it. */
  readonly actor: string
  readonly at: Date
  /** What was done, as `subject.change`. */
  readonly action: string
  readonly subjectType: string
  readonly subjectId: string
  readonly detail: object
}

export const auditRow = (of: Deed): Row<'audit'> => ({
  organisation_id: of.organisationId,
  at: of.at,
  actor: of.actor,
  action: of.action,
  subject_type: of.subjectType,
  subject_id: of.subjectId,
  detail: JSON.stringify(withoutSecrets(of.detail)),
})

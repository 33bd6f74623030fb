/** An operation is a job: a state of its own beside the station's word, tries, and who is at it. */
export const jobs = `
alter table operation
  add column state text not null default 'done',
  add column attempts integer not null default 1,
  add column next_try_at timestamptz,
  add column try_until timestamptz,
  add column lease_holder text,
  add column lease_until timestamptz,
  add column actor text not null default '',
  add column action text;
update operation set state = case
  when due_at is not null then 'waiting'
  when status = 'Overdue' then 'overdue'
  when status in ('Canceled', 'AcceptedCanceled') then 'cancelled'
  when status ~ '(Fail|Invalid|Denied|NotSupported|Rejected|BadMessage|NotSent|Unanswered|Refused|Incomplete)' then 'failed'
  else 'done' end;
create index operation_next on operation (next_try_at) where state = 'queued';
create index operation_lease on operation (lease_until) where state = 'sending';
`

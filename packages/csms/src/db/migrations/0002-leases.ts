/** What several nodes share: who runs what may run once, and how far a follower of the events has come. */
export const leases = `
create table lease (
  name text collate "C" primary key,
  holder text not null,
  until timestamptz not null
);

create table event_cursor (
  follower text collate "C" primary key,
  tx xid8 not null,
  id bigint not null,
  moved_at timestamptz not null default now()
);
`

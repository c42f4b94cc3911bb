-- The ledger: one row for each delivery.
--   id, key           for display; NUL and invalid UTF-8 replaced, shortened; empty if sealed
--   id_hash, key_hash SHA-256, of a keyed hash if sealed; id_hash is null for a delivery without an id
--   head              the delivery without its body, as JSON; null if purged
--   body              the exact bytes; null if purged
--   received, due, done  milliseconds since 1970; due: when the next run is planned
--   state             1 waiting, 2 done, 3 dropped, 4 parked, 5 purged
--   error             the class of the last error, never its text
create table {}rolecall_delivery (
    seq      bigint generated always as identity primary key,
    source   text not null,
    id_hash  bytea,
    id       text not null,
    type     text not null,
    tenant   text not null,
    key_hash bytea,
    key      text not null,
    sealed   boolean not null,
    head     bytea,
    body     bytea,
    received bigint not null,
    due      bigint not null,
    state    smallint not null default 1,
    tries    integer not null default 0,
    done     bigint,
    error    text,
    constraint rolecall_delivery_id unique (source, id_hash)
);

create index rolecall_delivery_state on {}rolecall_delivery (state, received);
create index rolecall_delivery_due on {}rolecall_delivery (due) where state = 1;
create index rolecall_delivery_key on {}rolecall_delivery (tenant, key_hash) where key_hash is not null;

-- The newest version that was applied to a record, in microseconds since 1970.
create table {}rolecall_key (
    source   text not null,
    tenant   text not null,
    key_hash bytea not null,
    version  bigint not null,
    primary key (source, tenant, key_hash)
);

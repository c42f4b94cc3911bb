-- The run that a delivery counts for, as a hash; null for most deliveries.
alter table {}rolecall_delivery add column run_hash bytea;

create index rolecall_delivery_run on {}rolecall_delivery (run_hash, state) where run_hash is not null;

-- Work for later, in the engines that are attached: one row until it is done, with its River job. due is in
-- milliseconds since 1970.
create table {}rolecall_task (
    engine text not null,
    name   text not null,
    due    bigint not null,
    job    bigint not null,
    primary key (engine, name)
);

-- Package runstore. data is JSON with the ids, times and numbers of syncs and runs at Knit, and no record.
create table {}rolecall_sync_start (
    tenant    text not null,
    data_type text not null,
    data      text not null,
    primary key (tenant, data_type)
);

create table {}rolecall_sync (
    job  text primary key,
    data text not null
);

-- began is in microseconds since 1970; open: not final, or not reported; held: the sweep waits for approval.
create table {}rolecall_run (
    id        bigint generated always as identity primary key,
    job       text not null,
    run       text not null,
    run_hash  bytea not null,
    tenant    text not null,
    data_type text not null,
    began     bigint not null,
    open      boolean not null,
    held      boolean not null,
    updated   bigint not null,
    data      text not null,
    constraint rolecall_run_key unique (job, run)
);

create index rolecall_run_began on {}rolecall_run (tenant, data_type, began);
create index rolecall_run_open on {}rolecall_run (began) where open or held;

-- The last state of each record: live, or a tombstone.
--   key_hash  as in rolecall_delivery
--   record    the id of the record, sealed if the engine has a sealer; null if purged
--   version   in microseconds since 1970
--   deleted   when it was deleted, in milliseconds since 1970; null: live
--   swept     deleted because it was not in an initial run
--   run       of the last event; null: an event without a run
create table {}rolecall_record (
    tenant    text not null,
    key_hash  bytea not null,
    data_type text not null,
    record    bytea,
    sealed    boolean not null,
    version   bigint not null,
    deleted   bigint,
    swept     boolean not null default false,
    run       bigint,
    primary key (tenant, key_hash)
);

create index rolecall_record_type on {}rolecall_record (tenant, data_type) where deleted is null;
create index rolecall_record_deleted on {}rolecall_record (deleted) where deleted is not null;

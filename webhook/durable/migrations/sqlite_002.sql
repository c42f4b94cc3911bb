-- The run that a delivery counts for, as a hash; null for most deliveries.
alter table rolecall_delivery add column run_hash blob;

create index rolecall_delivery_run on rolecall_delivery (run_hash, state) where run_hash is not null;

-- Work for later, in the engines that are attached: one row until it is done, with its River job. due is in
-- milliseconds since 1970.
create table rolecall_task (
    engine text not null,
    name   text not null,
    due    integer not null,
    job    integer not null,
    primary key (engine, name)
) without rowid;

-- Package runstore. data is JSON with the ids, times and numbers of syncs and runs at Knit, and no record.
create table rolecall_sync_start (
    tenant    text not null,
    data_type text not null,
    data      text not null,
    primary key (tenant, data_type)
) without rowid;

create table rolecall_sync (
    job  text primary key,
    data text not null
);

-- began is in microseconds since 1970; open: not final, or not reported; held: the sweep waits for approval.
create table rolecall_run (
    id        integer primary key autoincrement,
    job       text not null,
    run       text not null,
    run_hash  blob not null,
    tenant    text not null,
    data_type text not null,
    began     integer not null,
    open      integer not null,
    held      integer not null,
    updated   integer not null,
    data      text not null,
    unique (job, run)
);

create index rolecall_run_began on rolecall_run (tenant, data_type, began);
create index rolecall_run_open on rolecall_run (began) where open or held;

-- The last state of each record: live, or a tombstone.
--   key_hash  as in rolecall_delivery
--   record    the id of the record, sealed if the engine has a sealer; null if purged
--   version   in microseconds since 1970
--   deleted   when it was deleted, in milliseconds since 1970; null: live
--   swept     deleted because it was not in an initial run
--   run       of the last event; null: an event without a run
create table rolecall_record (
    tenant    text not null,
    key_hash  blob not null,
    data_type text not null,
    record    blob,
    sealed    integer not null,
    version   integer not null,
    deleted   integer,
    swept     integer not null default 0,
    run       integer,
    primary key (tenant, key_hash)
) without rowid;

create index rolecall_record_type on rolecall_record (tenant, data_type) where deleted is null;
create index rolecall_record_deleted on rolecall_record (deleted) where deleted is not null;

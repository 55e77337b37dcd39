-- The catalogue database: the truth from which graph and index are made.
-- Rows of cluster, entity, record, load and event are never deleted, so no id is ever used again.

-- `decided`: by which rights all of the member's records have been decided on; another value than that of its present
-- rights means that this has still to be done, or was begun and not ended.
CREATE TABLE member (
    code          TEXT PRIMARY KEY COLLATE NOCASE,
    name          TEXT NOT NULL,
    format        TEXT NOT NULL,
    encoding      TEXT NOT NULL DEFAULT '',
    record_id     TEXT NOT NULL DEFAULT '',
    licence       TEXT NOT NULL DEFAULT '',
    name_en       TEXT NOT NULL DEFAULT '',
    url           TEXT NOT NULL DEFAULT '',
    catalogue_url TEXT NOT NULL DEFAULT '',
    redistribute  TEXT NOT NULL DEFAULT '' CHECK (redistribute IN ('', 'yes', 'no')),
    rights        TEXT NOT NULL DEFAULT '',
    columns       TEXT NOT NULL DEFAULT '',
    created       TEXT NOT NULL DEFAULT '',
    decided       TEXT NOT NULL DEFAULT '',
    removed       INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))
) STRICT;

CREATE TABLE grp (
    code    TEXT PRIMARY KEY COLLATE NOCASE,
    name    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    name_en TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE membership (
    grp    TEXT NOT NULL COLLATE NOCASE REFERENCES grp (code) ON DELETE CASCADE,
    member TEXT NOT NULL COLLATE NOCASE REFERENCES member (code),
    role   TEXT NOT NULL,
    since  TEXT NOT NULL DEFAULT '',
    until  TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (grp, member)
) STRICT;

CREATE TABLE event (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    at      TEXT NOT NULL,
    who     TEXT NOT NULL,
    kind    TEXT NOT NULL,
    payload TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX event_rights ON event (seq) WHERE kind = 'rights';

-- The table of dependents: what an event makes stale.
CREATE TABLE event_thing (
    seq  INTEGER NOT NULL REFERENCES event (seq),
    kind TEXT NOT NULL,
    id   TEXT NOT NULL,
    PRIMARY KEY (seq, kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE load (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    member      TEXT NOT NULL COLLATE NOCASE REFERENCES member (code),
    files       TEXT NOT NULL,
    who         TEXT NOT NULL,
    started     TEXT NOT NULL,
    finished    TEXT NOT NULL DEFAULT '',
    state       TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'undone')),
    replace_all INTEGER NOT NULL CHECK (replace_all IN (0, 1)),
    complete    INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
    counts      TEXT NOT NULL DEFAULT '{}',
    note        TEXT NOT NULL DEFAULT '',
    event       INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Works and instances. `n` gives their age. A redirect, and what went with its target, has `target`; `by_load` names
-- the load that made a redirect (none: a person did).
CREATE TABLE cluster (
    n       INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    kind    TEXT NOT NULL CHECK (kind IN ('work', 'instance')),
    state   TEXT NOT NULL CHECK (state IN ('live', 'redirect', 'gone')),
    target  TEXT REFERENCES cluster (id),
    work    TEXT REFERENCES cluster (id),
    by_load INTEGER REFERENCES load (id),
    CHECK ((state = 'redirect') <= (target IS NOT NULL)),
    CHECK ((kind = 'instance') = (work IS NOT NULL))
) STRICT;
CREATE INDEX cluster_work ON cluster (work) WHERE work IS NOT NULL;
CREATE INDEX cluster_target ON cluster (target) WHERE target IS NOT NULL;
CREATE INDEX cluster_kind ON cluster (kind, state);

-- Where a redirect led before a load made its target a redirect too.
CREATE TABLE retarget (
    load   INTEGER NOT NULL REFERENCES load (id),
    id     TEXT NOT NULL REFERENCES cluster (id),
    target TEXT NOT NULL REFERENCES cluster (id),
    PRIMARY KEY (load, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    n        INTEGER PRIMARY KEY,
    member   TEXT NOT NULL COLLATE NOCASE REFERENCES member (code),
    local_id TEXT NOT NULL,
    format   TEXT NOT NULL,
    carrier  TEXT NOT NULL,
    encoding TEXT NOT NULL,
    raw      BLOB NOT NULL,
    hash     TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('live', 'deleted')),
    load     INTEGER NOT NULL REFERENCES load (id),
    received TEXT NOT NULL,
    instance TEXT NOT NULL REFERENCES cluster (id),
    restricted INTEGER NOT NULL DEFAULT 0 CHECK (restricted IN (0, 1)),
    UNIQUE (member, local_id)
) STRICT;
CREATE INDEX record_instance ON record (instance);
CREATE INDEX record_state ON record (member, state);
CREATE INDEX record_restricted ON record (member) WHERE restricted = 1;
CREATE INDEX record_held ON record (instance, member) WHERE state = 'live';

-- What stood before a load changed a record (`prior` = 0: nothing), and where the load put it: `unload` restores from it.
CREATE TABLE record_version (
    load     INTEGER NOT NULL REFERENCES load (id),
    record   INTEGER NOT NULL REFERENCES record (n),
    prior    INTEGER NOT NULL CHECK (prior IN (0, 1)),
    format   TEXT NOT NULL DEFAULT '',
    carrier  TEXT NOT NULL DEFAULT '',
    encoding TEXT NOT NULL DEFAULT '',
    raw      BLOB NOT NULL DEFAULT x'',
    hash     TEXT NOT NULL DEFAULT '',
    state    TEXT NOT NULL DEFAULT '',
    of_load  INTEGER NOT NULL DEFAULT 0,
    received TEXT NOT NULL DEFAULT '',
    instance TEXT NOT NULL DEFAULT '',
    row      TEXT NOT NULL DEFAULT '',
    keys     BLOB NOT NULL DEFAULT x'',
    put_into TEXT NOT NULL,
    PRIMARY KEY (load, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_version_record ON record_version (record, load);

-- Records that describe no publication: authorities and holdings. Ids of different kinds do not collide. `pending`: what is
-- found by them (authority_form, held_number) has still to be made from the record as it is; the publisher does so.
CREATE TABLE separate_record (
    n        INTEGER PRIMARY KEY,
    member   TEXT NOT NULL COLLATE NOCASE REFERENCES member (code),
    kind     TEXT NOT NULL CHECK (kind IN ('authority', 'holdings')),
    local_id TEXT NOT NULL,
    format   TEXT NOT NULL,
    carrier  TEXT NOT NULL,
    encoding TEXT NOT NULL,
    raw      BLOB NOT NULL,
    hash     TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('live', 'deleted')),
    load     INTEGER NOT NULL REFERENCES load (id),
    received TEXT NOT NULL,
    restricted INTEGER NOT NULL DEFAULT 0 CHECK (restricted IN (0, 1)),
    pending  INTEGER NOT NULL DEFAULT 1 CHECK (pending IN (0, 1)),
    UNIQUE (member, kind, local_id)
) STRICT;
CREATE INDEX separate_record_pending ON separate_record (n) WHERE pending = 1;
CREATE INDEX separate_record_state ON separate_record (member, state);

-- What stood before a load changed such a record (`prior` = 0: nothing).
CREATE TABLE separate_version (
    load     INTEGER NOT NULL REFERENCES load (id),
    record   INTEGER NOT NULL REFERENCES separate_record (n),
    prior    INTEGER NOT NULL CHECK (prior IN (0, 1)),
    format   TEXT NOT NULL DEFAULT '',
    carrier  TEXT NOT NULL DEFAULT '',
    encoding TEXT NOT NULL DEFAULT '',
    raw      BLOB NOT NULL DEFAULT x'',
    hash     TEXT NOT NULL DEFAULT '',
    state    TEXT NOT NULL DEFAULT '',
    of_load  INTEGER NOT NULL DEFAULT 0,
    received TEXT NOT NULL DEFAULT '',
    restricted INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (load, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX separate_version_record ON separate_version (record, load);

-- The numbers by which live holdings records name the bibliographic record that they belong to, and the numbers that a
-- bibliographic record has beside its local id: whichever comes first, the other finds it.
CREATE TABLE held_number (
    member   TEXT NOT NULL COLLATE NOCASE,
    number   TEXT NOT NULL,
    holdings INTEGER NOT NULL REFERENCES separate_record (n),
    PRIMARY KEY (member, number, holdings)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_number_holdings ON held_number (holdings);
CREATE TABLE record_number (
    member TEXT NOT NULL COLLATE NOCASE,
    number TEXT NOT NULL,
    record INTEGER NOT NULL REFERENCES record (n),
    PRIMARY KEY (member, number, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_number_record ON record_number (record);

-- What records say that their libraries hold: made from a record's bytes when it is stored or brought back, so that who has
-- an issue is found by index. `record` is a bibliographic record, `separate` one of holdings; rows of records that are not
-- live are not read. `lianmu check` compares, `lianmu rebuild holdings` makes them anew. `terms` and `pattern` are JSON.
CREATE TABLE holding (
    n           INTEGER PRIMARY KEY,
    record      INTEGER REFERENCES record (n),
    separate    INTEGER REFERENCES separate_record (n),
    source      TEXT NOT NULL,
    statement   TEXT NOT NULL,
    failure     TEXT NOT NULL,
    location    TEXT NOT NULL,
    call_number TEXT NOT NULL,
    carrier     TEXT NOT NULL,
    unit        TEXT NOT NULL,
    address     TEXT NOT NULL,
    terms       TEXT NOT NULL,
    pattern     TEXT NOT NULL,
    CHECK ((record IS NULL) <> (separate IS NULL))
) STRICT;
CREATE INDEX holding_record ON holding (record) WHERE record IS NOT NULL;
CREATE INDEX holding_separate ON holding (separate) WHERE separate IS NOT NULL;

-- From one point of a publication's numbering to another; NULL: the statement does not say.
CREATE TABLE holding_span (
    holding     INTEGER NOT NULL REFERENCES holding (n),
    place       INTEGER NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('held', 'missing', 'unpublished')),
    certain     INTEGER NOT NULL CHECK (certain IN (0, 1)),
    goes_on     INTEGER NOT NULL CHECK (goes_on IN (0, 1)),
    from_before INTEGER NOT NULL CHECK (from_before IN (0, 1)),
    unit        TEXT NOT NULL,
    first_series TEXT NOT NULL,
    last_series TEXT NOT NULL,
    first_volume INTEGER, first_issue INTEGER, first_part INTEGER, first_whole INTEGER, first_year INTEGER, first_month INTEGER, first_day INTEGER,
    last_volume INTEGER, last_issue INTEGER, last_part INTEGER, last_whole INTEGER, last_year INTEGER, last_month INTEGER, last_day INTEGER,
    PRIMARY KEY (holding, place)
) STRICT, WITHOUT ROWID;

-- Live authority records that may be passed on, as they are linked: `row` is JSON (kg/authorities/row.py). `iri` is its own
-- URI, "" for none.
CREATE TABLE authority (
    record INTEGER PRIMARY KEY REFERENCES separate_record (n),
    kind   TEXT NOT NULL CHECK (kind IN ('agent', 'subject')),
    iri    TEXT NOT NULL,
    row    TEXT NOT NULL
) STRICT;
CREATE TABLE authority_form (
    key    INTEGER NOT NULL,
    record INTEGER NOT NULL REFERENCES authority (record),
    PRIMARY KEY (key, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX authority_form_record ON authority_form (record);
-- URIs that mean what an authority record means: its own, and those of other files that it names.
CREATE TABLE authority_iri (
    iri    TEXT NOT NULL,
    record INTEGER NOT NULL REFERENCES authority (record),
    PRIMARY KEY (iri, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX authority_iri_record ON authority_iri (record);

-- By which rules the tables above, and held_number, were made; no row: they were never.
CREATE TABLE authority_rules (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    rules TEXT NOT NULL
) STRICT;

-- By which keys works' headings are looked up among the authorities: what a change of one makes stale.
CREATE TABLE heading_key (
    key  INTEGER NOT NULL,
    work TEXT NOT NULL REFERENCES cluster (id),
    PRIMARY KEY (key, work)
) STRICT, WITHOUT ROWID;
CREATE INDEX heading_key_work ON heading_key (work);

-- Which authority a heading of a work is linked to (one), or might be (state doubtful, for people).
CREATE TABLE authority_link (
    work      TEXT NOT NULL REFERENCES cluster (id),
    kind      TEXT NOT NULL,
    heading   TEXT NOT NULL,
    authority INTEGER NOT NULL REFERENCES separate_record (n),
    state     TEXT NOT NULL CHECK (state IN ('linked', 'doubtful')),
    bits      REAL NOT NULL,
    features  TEXT NOT NULL,
    PRIMARY KEY (work, kind, heading, authority)
) STRICT, WITHOUT ROWID;
CREATE INDEX authority_link_state ON authority_link (state, bits);
CREATE INDEX authority_link_heading ON authority_link (kind, heading, state);

-- What people decided about a heading of a work and an authority record.
CREATE TABLE authority_judgement (
    work      TEXT NOT NULL REFERENCES cluster (id),
    kind      TEXT NOT NULL,
    heading   TEXT NOT NULL,
    authority INTEGER NOT NULL REFERENCES separate_record (n),
    verdict   TEXT NOT NULL CHECK (verdict IN ('same', 'different', 'unsure')),
    who       TEXT NOT NULL,
    at        TEXT NOT NULL,
    PRIMARY KEY (work, kind, heading, authority)
) STRICT, WITHOUT ROWID;

-- Hashes of bytes that a later record of the same id and the same load replaced.
CREATE TABLE superseded (
    record INTEGER NOT NULL REFERENCES record (n),
    hash   TEXT NOT NULL,
    PRIMARY KEY (record, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE problem (
    n        INTEGER PRIMARY KEY,
    load     INTEGER NOT NULL REFERENCES load (id),
    severity TEXT NOT NULL,
    reason   TEXT NOT NULL,
    message  TEXT NOT NULL,
    file     TEXT NOT NULL,
    "offset" INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    local_id TEXT NOT NULL,
    raw      BLOB NOT NULL
) STRICT;
CREATE INDEX problem_load ON problem (load);
CREATE INDEX problem_reason ON problem (load, severity, reason);

-- What the matcher knows of a live record, and its blocking keys (also packed in `keys`, so that they can be taken out).
CREATE TABLE match_row (
    record INTEGER PRIMARY KEY REFERENCES record (n),
    row    TEXT NOT NULL,
    keys   BLOB NOT NULL
) STRICT;
CREATE TABLE match_key (
    key    INTEGER NOT NULL,
    record INTEGER NOT NULL,
    PRIMARY KEY (key, record)
) STRICT, WITHOUT ROWID;

CREATE TABLE edge (
    a         INTEGER NOT NULL REFERENCES record (n),
    b         INTEGER NOT NULL REFERENCES record (n),
    score     REAL NOT NULL,
    features  TEXT NOT NULL,
    judgement TEXT NOT NULL DEFAULT 'auto',
    PRIMARY KEY (a, b),
    CHECK (a < b)
) STRICT, WITHOUT ROWID;
CREATE INDEX edge_b ON edge (b);

-- What people decided. kind instance: a and b are records; kind work: a and b are instances (their cluster.n).
CREATE TABLE judgement (
    kind    TEXT NOT NULL CHECK (kind IN ('instance', 'work')),
    a       INTEGER NOT NULL,
    b       INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'different', 'unsure')),
    who     TEXT NOT NULL,
    at      TEXT NOT NULL,
    PRIMARY KEY (kind, a, b),
    CHECK (a < b)
) STRICT, WITHOUT ROWID;
CREATE INDEX judgement_b ON judgement (kind, b);

-- Pairs of records that a person should look at, found when a record was placed; a pair leaves when it is judged or one of
-- its records goes. `kind`: pair, or duplicate (of one member). `doubt` is from 0 to 1, `effect` the records whose edition
-- a verdict may change, `rank` what both make. `aside`: somebody was unsure.
CREATE TABLE review (
    a        INTEGER NOT NULL REFERENCES record (n),
    b        INTEGER NOT NULL REFERENCES record (n),
    kind     TEXT NOT NULL CHECK (kind IN ('pair', 'duplicate')),
    member_a TEXT NOT NULL COLLATE NOCASE,
    member_b TEXT NOT NULL COLLATE NOCASE,
    doubt    REAL NOT NULL,
    effect   INTEGER NOT NULL DEFAULT 0,
    rank     REAL NOT NULL DEFAULT 0,
    aside    INTEGER NOT NULL DEFAULT 0 CHECK (aside IN (0, 1)),
    PRIMARY KEY (a, b),
    CHECK (a < b)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_b ON review (b);
CREATE INDEX review_rank ON review (aside, rank DESC, a, b);
CREATE INDEX review_member_a ON review (member_a, aside, rank DESC, a, b);
CREATE INDEX review_member_b ON review (member_b, aside, rank DESC, a, b);

-- Agents and subjects. `work` is the scope of an unqualified heading.
CREATE TABLE entity (
    n         INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    kind      TEXT NOT NULL CHECK (kind IN ('agent', 'subject')),
    iri       TEXT NOT NULL DEFAULT '',
    heading   TEXT NOT NULL,
    qualified INTEGER NOT NULL CHECK (qualified IN (0, 1)),
    work      TEXT NOT NULL DEFAULT '',
    state     TEXT NOT NULL CHECK (state IN ('live', 'redirect', 'gone')),
    target    TEXT REFERENCES entity (id)
) STRICT;
CREATE INDEX entity_iri ON entity (iri, kind) WHERE iri <> '';
CREATE INDEX entity_heading ON entity (heading, kind) WHERE qualified = 1;
CREATE INDEX entity_work ON entity (work, heading, kind) WHERE work <> '';
CREATE INDEX entity_target ON entity (target) WHERE target IS NOT NULL;
CREATE INDEX entity_kind ON entity (kind, state);

-- `json` is what all records of a work say of an entity ('' nothing), `shared` what those say that may be passed on (NULL:
-- the same).
CREATE TABLE mention (
    work   TEXT NOT NULL REFERENCES cluster (id),
    entity TEXT NOT NULL REFERENCES entity (id),
    json   TEXT NOT NULL,
    shared TEXT,
    PRIMARY KEY (work, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_entity ON mention (entity);

-- Which headings that identify a work has, with an authority's URI or alone (''). By it a heading without the URI means
-- the same agent or subject as one with it, whatever was published first. `shared`: a record that may be passed on has it.
CREATE TABLE naming (
    kind    TEXT NOT NULL,
    heading TEXT NOT NULL,
    iri     TEXT NOT NULL,
    work    TEXT NOT NULL REFERENCES cluster (id),
    shared  INTEGER NOT NULL DEFAULT 1 CHECK (shared IN (0, 1)),
    PRIMARY KEY (kind, heading, iri, work)
) STRICT, WITHOUT ROWID;
CREATE INDEX naming_work ON naming (work);
CREATE INDEX naming_restricted ON naming (kind, heading) WHERE shared = 0;

-- What editions are counted by when members' holdings are compared: codes, several parted by blanks; `year` 0: unknown.
-- As `lack`, it is made from the records at publication, so that no comparison reads them; `lianmu check` compares it.
CREATE TABLE edition (
    instance   TEXT PRIMARY KEY REFERENCES cluster (id),
    discipline TEXT NOT NULL DEFAULT '',
    clc        TEXT NOT NULL DEFAULT '',
    ddc        TEXT NOT NULL DEFAULT '',
    lcc        TEXT NOT NULL DEFAULT '',
    language   TEXT NOT NULL DEFAULT '',
    year       INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX edition_year ON edition (year);

-- How many statements of a kind the other members' records of the same edition, those that may be passed on, have and this
-- record has not.
CREATE TABLE lack (
    member   TEXT NOT NULL COLLATE NOCASE,
    record   INTEGER NOT NULL REFERENCES record (n),
    kind     TEXT NOT NULL,
    number   INTEGER NOT NULL,
    instance TEXT NOT NULL REFERENCES cluster (id),
    PRIMARY KEY (member, record, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX lack_instance ON lack (instance);

-- Staff: who may sign in to the staff pages, their sessions, what people did, and what taking a merge back needs.
-- Names and network addresses stand here and nowhere else; nothing of these tables is published.

-- `member`: the one library whose loads and clusters this person sees, '' for all. `token_hash`: SHA-256, in hex.
CREATE TABLE staff (
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL COLLATE NOCASE,
    token_hash TEXT NOT NULL UNIQUE,
    member     TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
    created    TEXT NOT NULL,
    expires    TEXT NOT NULL,
    last_used  TEXT NOT NULL DEFAULT '',
    revoked    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX staff_name ON staff (name) WHERE revoked = '';

CREATE TABLE staff_session (
    id_hash   TEXT PRIMARY KEY,
    staff     INTEGER NOT NULL REFERENCES staff (n),
    created   TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    expires   TEXT NOT NULL,
    ended     TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX staff_session_staff ON staff_session (staff);

-- `what` names the thing concerned, such as `instance 4c7k2m9p`; `event` is the event it made, 0 for none.
CREATE TABLE audit (
    n      INTEGER PRIMARY KEY AUTOINCREMENT,
    at     TEXT NOT NULL,
    who    TEXT NOT NULL,
    action TEXT NOT NULL,
    what   TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '{}',
    client TEXT NOT NULL DEFAULT '',
    event  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX audit_who ON audit (who);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit trail is only appended to');
END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit trail is only appended to');
END;
-- INSERT OR REPLACE deletes without a DELETE trigger.
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE n = NEW.n) BEGIN
    SELECT RAISE(ABORT, 'the audit trail is only appended to');
END;

-- A person's merge or split of works or instances, or verdict on two records; `change` is JSON: the rows it changed, as they
-- were and as it left them. Of a split, and of a verdict that parts, `kept` is the old id and `redirected` the one that is
-- new; of a verdict that moves nothing both are the first record's edition.
CREATE TABLE merge (
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    act        TEXT NOT NULL DEFAULT 'merge' CHECK (act IN ('merge', 'split', 'verdict')),
    kind       TEXT NOT NULL CHECK (kind IN ('work', 'instance')),
    kept       TEXT NOT NULL REFERENCES cluster (id),
    redirected TEXT NOT NULL REFERENCES cluster (id),
    at         TEXT NOT NULL,
    who        TEXT NOT NULL,
    change     TEXT NOT NULL,
    undone     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX merge_kept ON merge (kept);
CREATE INDEX merge_redirected ON merge (redirected);

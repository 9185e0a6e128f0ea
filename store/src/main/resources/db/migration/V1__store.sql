-- One schema for SQLite and PostgreSQL: TEXT, BIGINT and keys, nothing else. Instants are milliseconds since 1970.
-- "seal" is a hash over what a row says: a row that a disk has changed is found and not believed.

-- One row: what changed last, so that others see cheaply that something did, and the highest fence that has written.
CREATE TABLE revision (
    id            BIGINT NOT NULL PRIMARY KEY,
    fence         BIGINT NOT NULL,
    plans         BIGINT NOT NULL,
    removals      BIGINT NOT NULL,
    interventions BIGINT NOT NULL
);

INSERT INTO revision (id, fence, plans, removals, interventions) VALUES (1, 0, 0, 0, 0);

-- The last accepted plan of each name with its places and the changes of the last hour (JSON), ordered by (fence, sequence).
CREATE TABLE plan (
    name     TEXT   NOT NULL PRIMARY KEY,
    fence    BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    shares   TEXT   NOT NULL,
    memory   TEXT   NOT NULL,
    seal     TEXT   NOT NULL,
    revision BIGINT NOT NULL
);

-- Drains, pins and freezes (JSON), kept after their end.
CREATE TABLE intervention (
    id       TEXT   NOT NULL PRIMARY KEY,
    until_ms BIGINT NOT NULL,
    body     TEXT   NOT NULL,
    seal     TEXT   NOT NULL
);

-- What was decided for a name and why: an event's word, its sentence and its facts (JSON).
CREATE TABLE decision (
    controller TEXT   NOT NULL,
    at_ms      BIGINT NOT NULL,
    position   BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    type       TEXT   NOT NULL,
    sentence   TEXT   NOT NULL,
    facts      TEXT   NOT NULL,
    PRIMARY KEY (controller, at_ms, position)
);

CREATE INDEX decision_by_name ON decision (name, at_ms);

-- One chain of hashes a controller.
CREATE TABLE audit (
    controller TEXT   NOT NULL,
    sequence   BIGINT NOT NULL,
    previous   TEXT   NOT NULL,
    entry_id   TEXT   NOT NULL,
    at_ms      BIGINT NOT NULL,
    actor      TEXT   NOT NULL,
    action     TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    sentence   TEXT   NOT NULL,
    heads      TEXT   NOT NULL,
    hash       TEXT   NOT NULL,
    PRIMARY KEY (controller, sequence)
);

CREATE UNIQUE INDEX audit_once ON audit (controller, entry_id);

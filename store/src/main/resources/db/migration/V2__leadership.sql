-- Who leads, where controllers compete in the database. One row, free at first; a change names holder, fence and turn as
-- they were read. ends_ms is the server's own time.
CREATE TABLE leadership (
    id       BIGINT NOT NULL PRIMARY KEY,
    holder   TEXT   NOT NULL,
    fence    BIGINT NOT NULL,
    lease_ms BIGINT NOT NULL,
    turn     BIGINT NOT NULL,
    ends_ms  BIGINT NOT NULL
);

INSERT INTO leadership (id, holder, fence, lease_ms, turn, ends_ms) VALUES (1, '', 0, 0, 0, 0);

-- What the embedded zones hold, as controllers hand it to each other: a part of a zone each row, sealed by them and told by
-- its place. The revision is how often it was written, so that others see cheaply that it was.
CREATE TABLE zone_copy (
    place    TEXT   NOT NULL PRIMARY KEY,
    body     TEXT   NOT NULL,
    revision BIGINT NOT NULL
);

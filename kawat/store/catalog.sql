-- The catalog of a record: which batches count, and where each id is found. All of it but `seen_at` and the pages that
-- repeat an article can be made again from the segments (`kawat repair`).

CREATE TABLE engine (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE
);

-- A batch counts once it stands here; its rows lie in the folder of its number, or where `part` says.
CREATE TABLE batch (
    number  INTEGER PRIMARY KEY,
    engine  INTEGER NOT NULL REFERENCES engine,
    seen_at TEXT NOT NULL
);

-- The files of a folder; its number is that of its batch, or one of its own where it holds several.
CREATE TABLE segment (
    batch  INTEGER NOT NULL,
    name   TEXT NOT NULL,
    rows   INTEGER NOT NULL,
    bytes  INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (batch, name)
) WITHOUT ROWID;

-- Where the rows of a batch lie that was merged with others into one folder.
CREATE TABLE part (
    batch  INTEGER NOT NULL REFERENCES batch,
    name   TEXT NOT NULL,
    folder INTEGER NOT NULL,
    start  INTEGER NOT NULL,
    rows   INTEGER NOT NULL,
    PRIMARY KEY (batch, name)
) WITHOUT ROWID;

-- `number` gives the order in which articles came in; no clock does.
CREATE TABLE article (
    number       INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    url          TEXT,
    publisher    TEXT,
    title        TEXT,
    published_at TEXT,
    text_sha256  TEXT NOT NULL,
    seen_at      TEXT NOT NULL
);
CREATE INDEX article_url ON article (url, number) WHERE url IS NOT NULL;

-- One article read by one engine; the one of the highest batch is shown. `rows` tells which rows of each table of its
-- batch are its own (msgpack: first and how many, for each table in turn); null where format 1 did not tell.
CREATE TABLE reading (
    article INTEGER NOT NULL REFERENCES article,
    engine  INTEGER NOT NULL REFERENCES engine,
    batch   INTEGER NOT NULL REFERENCES batch,
    sha256  TEXT NOT NULL,
    rows    BLOB,
    PRIMARY KEY (article, engine)
) WITHOUT ROWID;
CREATE INDEX reading_batch ON reading (batch);

-- Pages that need not be read again: what came in, by digest, and the article that it is.
CREATE TABLE page (
    sha256  BLOB NOT NULL,
    engine  INTEGER NOT NULL REFERENCES engine,
    article INTEGER NOT NULL REFERENCES article,
    PRIMARY KEY (sha256, engine)
) WITHOUT ROWID;

-- In which batch a datum is found; `key` is its id as a number (letter of its kind, ten hex digits).
CREATE TABLE datum (
    key   INTEGER NOT NULL,
    batch INTEGER NOT NULL REFERENCES batch,
    PRIMARY KEY (key, batch)
) WITHOUT ROWID;

-- Stems of title and text by the number of the article; the text itself is in its segment.
CREATE VIRTUAL TABLE words USING fts5 (stems, content = '', tokenize = 'unicode61 remove_diacritics 2');

PRAGMA user_version = 2;

-- The shop's database: sqlite3 shop.sqlite <shop.sql
PRAGMA journal_mode = WAL;
PRAGMA foreign_keys = ON;

BEGIN;

CREATE TABLE product (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    price_cents INTEGER NOT NULL CHECK (price_cents > 0)
);

CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE
);

CREATE TABLE purchase (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    product_id INTEGER NOT NULL REFERENCES product (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    placed_at TEXT NOT NULL
);

CREATE INDEX purchase_by_customer ON purchase (customer_id, placed_at);

INSERT INTO product (name, price_cents) VALUES
    ('Lantern', 2490),
    ('Rope, 20 m', 1850),
    ('Tide table', 690),
    ('Brass compass', 4200),
    ('Oilskin', 8900);

WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 200)
INSERT INTO customer (email) SELECT printf('customer-%03d@example.org', n) FROM number;

WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 5000)
INSERT INTO purchase (customer_id, product_id, quantity, placed_at)
SELECT 1 + n * 7 % 200, 1 + n * 3 % 5, 1 + n % 4, datetime('2025-01-01', printf('+%d minutes', n * 97))
FROM number;

COMMIT;

-- Figures in partitions, one for each quarter. Sums and what they are made of are three quarters of what a
-- long-lived house holds; a quarter that is over then has its own tables and indexes, which nobody writes to any
-- more, and ends, when its time has come, by a DROP and not by a DELETE. See "Growing" in docs/performance.md.
--
--     runuser -u postgres -- psql -q -v ON_ERROR_STOP=1 -d lasomi < postgresql/partitions.sql
--
-- Stop the house first; afterwards run grants.sql again. Once more each year: it adds the quarters to come. What
-- bears another period lies in the partition `…_other`. A backup is of tables and knows no partitions: after a
-- restore into an empty database this is run again.

BEGIN;

CREATE FUNCTION pg_temp.periods_of(first date) RETURNS text[] LANGUAGE sql AS $$
    -- Its weeks are those whose Thursday lies in it (ISO 8601), as in core/periods.py.
    SELECT array[to_char(first, 'YYYY-"Q"Q'), to_char(first, 'YYYY-"Q"Q"w"')]
        || array(SELECT to_char(first + make_interval(months => n), 'YYYY-MM') FROM generate_series(0, 2) AS n)
        || array(SELECT to_char(thursday, 'IYYY-"W"IW')
                 FROM generate_series(first, first + interval '3 months' - interval '1 day', '1 day') AS thursday
                 WHERE extract(isodow FROM thursday) = 4)
$$;

CREATE FUNCTION pg_temp.divide(whole text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before text := whole || '_before';
    keys text;
    numbered text;
    indexes text[];
    made text;
BEGIN
    EXECUTE format('ALTER TABLE %I RENAME TO %I', whole, before);
    SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.place) INTO keys
    FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k(number, place), pg_attribute a
    WHERE i.indrelid = before::regclass AND i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.number;
    IF keys !~ '\mperiod\M' THEN
        keys := keys || ', period';
    END IF;
    SELECT array_agg(regexp_replace(pg_get_indexdef(indexrelid), ' ON \S+ ', format(' ON %I ', whole)))
    INTO indexes FROM pg_index WHERE indrelid = before::regclass AND NOT indisprimary;
    SELECT max(pg_get_serial_sequence(before, attname::text)) INTO numbered FROM pg_attribute
    WHERE attrelid = before::regclass AND attname = 'seq';

    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING STORAGE) PARTITION BY LIST (period)',
                   whole, before);
    EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', whole || '_other', whole);
    PERFORM pg_temp.add_quarters(whole, before);
    EXECUTE format('INSERT INTO %I SELECT * FROM %I', whole, before);
    IF numbered IS NOT NULL THEN
        EXECUTE format('ALTER SEQUENCE %s OWNED BY %I.seq', numbered, whole);
    END IF;
    EXECUTE format('DROP TABLE %I', before);
    EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (%s)', whole, keys);
    FOREACH made IN ARRAY coalesce(indexes, '{}') LOOP
        EXECUTE made;
    END LOOP;
END
$$;

CREATE FUNCTION pg_temp.add_quarters(whole text, told text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    oldest int;
    first date;
BEGIN
    EXECUTE format('SELECT min(left(period, 4))::int FROM %I', told) INTO oldest;
    FOR first IN
        SELECT generate_series(make_date(coalesce(oldest, extract(year FROM now())::int), 1, 1),
                               date_trunc('quarter', now()) + interval '2 years', interval '3 months')::date
    LOOP
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES IN (%s)',
                       whole || to_char(first, '"_"YYYY"q"Q'), whole,
                       (SELECT string_agg(quote_literal(period), ', ')
                        FROM unnest(pg_temp.periods_of(first)) AS period));
    END LOOP;
END
$$;

DO $$
DECLARE
    whole text;
BEGIN
    EXECUTE (SELECT format('SET LOCAL ROLE %s', relowner::regrole) FROM pg_class WHERE oid = 'cells'::regclass);
    FOREACH whole IN ARRAY array['cells', 'cell_members', 'observations'] LOOP
        IF (SELECT relkind FROM pg_class WHERE oid = whole::regclass) = 'r' THEN
            PERFORM pg_temp.divide(whole);
        ELSE
            PERFORM pg_temp.add_quarters(whole, whole);
        END IF;
    END LOOP;
END
$$;

COMMIT;

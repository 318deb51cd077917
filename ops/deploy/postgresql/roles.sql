-- The roles of Lasomi's database, by what each program must do (OWASP ASVS 5.0 13.2.2). Run once, by a superuser,
-- in the database of Lasomi, before its first table. May be repeated. The passwords are set apart from it.
--
--   lasomi_owner    `lasomi release`, `lasomi restore`: owns the schema, alone may change it
--   lasomi_gateway  webhooks, feed, console: what is theirs; of alerts and figures it reads (grants.sql)
--   lasomi_worker   workers, sender, clock, commands: rows of every table, and schemas for exercises (drills.md)
--   lasomi_reader   `lasomi backup`: reads
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lasomi_owner', 'lasomi_gateway', 'lasomi_worker', 'lasomi_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION', name);
        END IF;
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), name);
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO lasomi_owner, lasomi_gateway, lasomi_worker', current_database());
    EXECUTE format('GRANT CREATE ON DATABASE %I TO lasomi_worker', current_database());
END
$$;

ALTER ROLE lasomi_gateway CONNECTION LIMIT 40;
ALTER ROLE lasomi_worker CONNECTION LIMIT 80;
ALTER ROLE lasomi_reader CONNECTION LIMIT 2;
ALTER ROLE lasomi_reader SET default_transaction_read_only = on;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO lasomi_owner;
GRANT USAGE ON SCHEMA public TO lasomi_gateway, lasomi_worker, lasomi_reader;

-- A table that a later version adds works at once: rows may come and go, nobody but the owner may change the table.
ALTER DEFAULT PRIVILEGES FOR ROLE lasomi_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lasomi_gateway, lasomi_worker;
ALTER DEFAULT PRIVILEGES FOR ROLE lasomi_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO lasomi_gateway, lasomi_worker;
ALTER DEFAULT PRIVILEGES FOR ROLE lasomi_owner IN SCHEMA public
    GRANT SELECT ON TABLES TO lasomi_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE lasomi_owner IN SCHEMA public
    GRANT SELECT ON SEQUENCES TO lasomi_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE lasomi_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

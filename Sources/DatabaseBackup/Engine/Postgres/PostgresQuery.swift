/// The questions asked before a dump; constant text, nothing is ever put into it.
enum PostgresQuery {
    /// Distinguishes this cluster from every other. Some hosted servers reject it, so it is a statement of its own.
    static let identity = "SELECT system_identifier FROM pg_control_system()"

    /// Relations that are dumped: those of users, without the members of extensions.
    private static let relations = """
        pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
        WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid \
        AND d.deptype = 'e')
        """

    /// One line of JSON about the server and the database.
    static let facts = """
        SELECT json_build_object(\
        'version', current_setting('server_version'), \
        'version_number', current_setting('server_version_num')::int, \
        'database', d.datname, 'oid', d.oid::bigint, 'encoding', pg_encoding_to_char(d.encoding), \
        'encrypted', (SELECT s.ssl FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid()), \
        'objects', json_build_object(\
        'tables', (SELECT count(*) FROM \(relations) AND c.relkind IN ('r', 'p')), \
        'views', (SELECT count(*) FROM \(relations) AND c.relkind IN ('v', 'm')), \
        'sequences', (SELECT count(*) FROM \(relations) AND c.relkind = 'S'), \
        'functions', (SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace \
        WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM pg_depend e \
        WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')), \
        'triggers', (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal), \
        'large_objects', (SELECT count(*) FROM pg_largeobject_metadata)), \
        'unreadable', (SELECT json_agg(name) FROM (SELECT format('%I.%I', n.nspname, c.relname) AS name \
        FROM \(relations) AND c.relkind IN ('r', 'p', 'S') \
        AND (NOT has_table_privilege(c.oid, 'SELECT') OR (c.relkind <> 'S' AND row_security_active(c.oid))) \
        ORDER BY 1 LIMIT 5) u)) \
        FROM pg_database d WHERE d.datname = current_database()
        """
}

package dev.trimtab.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the store is. Holds no secret: a password stays in its file. */
public sealed interface StoreAddress {
    /** For sentences. */
    String where();

    /** SQLite in one file, for one controller. */
    record Embedded(Path file) implements StoreAddress {
        @Override
        public String where() {
            return "the store " + file;
        }
    }

    /**
     * PostgreSQL, for any number of controllers.
     *
     * @param passwordFile read at each new connection, so that a changed password needs no restart
     */
    record Postgres(String host, int port, String database, String user, Path passwordFile) implements StoreAddress {
        @Override
        public String where() {
            return "PostgreSQL at " + host + ":" + port + "/" + database;
        }
    }

    /** Read, or every problem at once. */
    sealed interface Reading {
        record Good(StoreAddress address) implements Reading {}

        record Bad(List<String> problems) implements Reading {}
    }

    /**
     * Reads what the process variables say.
     *
     * @param store {@code file}, or {@code postgresql://host:port/database}
     * @param state the folder that holds the file
     * @param user for PostgreSQL; may be blank otherwise
     * @param passwordFile for PostgreSQL; may be blank otherwise
     */
    static Reading read(String store, Path state, String user, String passwordFile) {
        if (store.isBlank() || store.equals("file")) {
            return new Reading.Good(new Embedded(state.resolve("trimtab.db")));
        }
        List<String> problems = new ArrayList<>();
        // Never the text itself: a password that somebody wrote into it would be told.
        String wrong = "TRIMTAB_STORE should be \"file\" or postgresql://host:port/database, without user and password"
                + " (those are TRIMTAB_STORE_USER and TRIMTAB_STORE_PASSWORD_FILE)";
        String host = "";
        int port = 5432;
        String database = "";
        try {
            URI uri = new URI(store);
            String path = uri.getPath() == null ? "" : uri.getPath();
            if (!"postgresql".equals(uri.getScheme())
                    || uri.getHost() == null
                    || uri.getRawUserInfo() != null
                    || uri.getRawQuery() != null
                    || !path.matches("/[A-Za-z0-9_.-]+")) {
                problems.add(wrong);
            } else {
                host = uri.getHost();
                port = uri.getPort() < 0 ? port : uri.getPort();
                database = path.substring(1);
            }
        } catch (URISyntaxException nonsense) {
            problems.add(wrong);
        }
        if (user.isBlank()) {
            problems.add("TRIMTAB_STORE_USER is not set: the role that PostgreSQL knows this controller by");
        }
        if (passwordFile.isBlank()) {
            problems.add("TRIMTAB_STORE_PASSWORD_FILE is not set: a file with the password of TRIMTAB_STORE_USER");
        } else if (!Files.isReadable(Path.of(passwordFile))) {
            problems.add("TRIMTAB_STORE_PASSWORD_FILE: " + passwordFile + " cannot be read by this user");
        }
        return problems.isEmpty()
                ? new Reading.Good(new Postgres(host, port, database, user, Path.of(passwordFile)))
                : new Reading.Bad(problems);
    }
}

package dev.latchkey.server.operate;

import dev.latchkey.core.Database;
import dev.latchkey.core.connection.SchemaVersion;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** The schema is not older than this server. A newer one is that of an upgrade: the server goes on until its turn comes. */
public final class SchemaCondition implements Condition {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaCondition.class);

    private final Database database;
    private volatile SchemaVersion schema = new SchemaVersion(SchemaVersion.EXPECTED);

    /** It holds from the beginning: a server does not start on an older schema. */
    public SchemaCondition(Database database) {
        this.database = database;
    }

    @Override
    public String name() {
        return "schema";
    }

    @Override
    public Optional<String> flaw() {
        SchemaVersion current = schema;
        return current.isBehind()
                ? Optional.of("the schema is at version " + current.current() + ", not " + SchemaVersion.EXPECTED)
                : Optional.empty();
    }

    /** Looks whether an older database was put in the place of ours. */
    public void readSchema() {
        try {
            schema = database.schemaVersion();
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The version of the schema was not read: {}", e.getMessage());
        }
    }
}

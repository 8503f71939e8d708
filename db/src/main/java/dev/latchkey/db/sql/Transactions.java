package dev.latchkey.db.sql;

import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs a piece of work in one transaction: all of it happens, or none. */
public final class Transactions {

    private final TransactionTemplate template;

    public Transactions(DataSource dataSource) {
        this.template = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    /**
     * Runs {@code work} in a transaction, or in the one already begun by this thread. An exception rolls it back.
     *
     * @return what {@code work} returns
     */
    @SuppressWarnings("NullAway") // execute() returns null only when the work does
    public <T> T in(Supplier<T> work) {
        return template.execute(status -> work.get());
    }

    /** As {@link #in}, but takes everything back at the end: what is returned is what would have happened. */
    @SuppressWarnings("NullAway") // as above
    public <T> T rehearse(Supplier<T> work) {
        return template.execute(status -> {
            status.setRollbackOnly();
            return work.get();
        });
    }

    public void run(Runnable work) {
        template.executeWithoutResult(status -> work.run());
    }
}

package dev.latchkey.core.jdbc;

import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs a piece of work in one transaction: all of it happens, or none. */
public final class Transactions {

    private static final int ATTEMPTS = 3;

    private final TransactionTemplate template;

    public Transactions(DataSource dataSource) {
        this.template = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    /**
     * Runs {@code work} in a transaction, or in the one already begun by this thread. An exception rolls it back. When
     * two transactions wait for each other, PostgreSQL ends one; that one is run again, so {@code work} must do nothing
     * but speak to the database.
     *
     * @return what {@code work} returns
     */
    public <T> T in(Supplier<T> work) {
        boolean outermost = !isActive();
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (PessimisticLockingFailureException e) {
                if (!outermost || attempt == ATTEMPTS || !isDeadlock(e)) {
                    throw e;
                }
            }
        }
    }

    @SuppressWarnings("NullAway") // execute() returns null only when the work does
    private <T> T once(Supplier<T> work) {
        return template.execute(status -> work.get());
    }

    private static boolean isDeadlock(PessimisticLockingFailureException e) {
        return e.getMostSpecificCause() instanceof SQLException cause && "40P01".equals(cause.getSQLState());
    }

    /** As {@link #in}, but takes everything back at the end: what is returned is what would have happened. */
    @SuppressWarnings("NullAway") // as above
    public <T> T rehearse(Supplier<T> work) {
        return template.execute(status -> {
            status.setRollbackOnly();
            return work.get();
        });
    }

    /**
     * As {@link #in}, for work whose locks must end with it: it cannot become a part of a longer transaction.
     *
     * @throws IllegalStateException when this thread has begun one already
     */
    public <T> T alone(Supplier<T> work) {
        requireNone();
        return in(work);
    }

    /**
     * Checks that no transaction has begun on this thread.
     *
     * @throws IllegalStateException when this thread has begun one
     */
    public static void requireNone() {
        if (isActive()) {
            throw new IllegalStateException("This has transactions of its own, so that none holds locks for long.");
        }
    }

    /** Whether a transaction has begun on this thread. */
    public static boolean isActive() {
        return TransactionSynchronizationManager.isActualTransactionActive();
    }

    public void run(Runnable work) {
        in(() -> {
            work.run();
            return Boolean.TRUE;
        });
    }
}

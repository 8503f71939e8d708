package dev.latchkey.core.account;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Counts the rows that statements read. */
final class RowsRead {

    private final AtomicInteger rows = new AtomicInteger();

    /** The same data source; what is read through it is counted. */
    DataSource of(DataSource dataSource) {
        return watched(DataSource.class, dataSource);
    }

    int count() {
        return rows.get();
    }

    private <T> T watched(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object result;
            try {
                result = method.invoke(real, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (method.getName().equals("next") && Boolean.TRUE.equals(result)) {
                rows.incrementAndGet();
            }
            return switch (result) {
                case Connection connection -> watched(Connection.class, connection);
                case PreparedStatement statement -> watched(PreparedStatement.class, statement);
                case ResultSet set -> watched(ResultSet.class, set);
                case null, default -> result;
            };
        }));
    }
}

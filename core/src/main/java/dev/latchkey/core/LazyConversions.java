package dev.latchkey.core;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Spring's conversions of columns. They are made when a column needs one: a program that runs for a moment often needs none. */
final class LazyConversions implements ConversionService {

    private LazyConversions() {}

    /** A client of {@code dataSource} with these. */
    static JdbcClient client(DataSource dataSource) {
        return JdbcClient.create(new NamedParameterJdbcTemplate(dataSource), new LazyConversions());
    }

    @Override
    public boolean canConvert(@Nullable Class<?> sourceType, Class<?> targetType) {
        return DefaultConversionService.getSharedInstance().canConvert(sourceType, targetType);
    }

    @Override
    public boolean canConvert(@Nullable TypeDescriptor sourceType, TypeDescriptor targetType) {
        return DefaultConversionService.getSharedInstance().canConvert(sourceType, targetType);
    }

    @Override
    public <T> @Nullable T convert(@Nullable Object source, Class<T> targetType) {
        return DefaultConversionService.getSharedInstance().convert(source, targetType);
    }

    @Override
    public @Nullable Object convert(
            @Nullable Object source, @Nullable TypeDescriptor sourceType, TypeDescriptor targetType) {
        return DefaultConversionService.getSharedInstance().convert(source, sourceType, targetType);
    }
}

package dev.latchkey.admin.client;

import dev.latchkey.core.client.GrantType;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads grants by their names on the wire, and names them for completion. */
final class GrantTypeConverter implements ITypeConverter<GrantType>, Iterable<String> {

    @Override
    public GrantType convert(String value) {
        return GrantType.of(value)
                .orElseThrow(() -> new TypeConversionException("the grants are "
                        + Arrays.stream(GrantType.values())
                                .map(GrantType::value)
                                .collect(Collectors.joining(", "))));
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(GrantType.values()).map(GrantType::value).iterator();
    }
}

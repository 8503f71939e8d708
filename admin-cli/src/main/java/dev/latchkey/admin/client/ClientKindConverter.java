package dev.latchkey.admin.client;

import dev.latchkey.core.client.ClientKind;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads kinds of clients by their names, and names them for completion. */
final class ClientKindConverter implements ITypeConverter<ClientKind>, Iterable<String> {

    @Override
    public ClientKind convert(String value) {
        return Arrays.stream(ClientKind.values())
                .filter(kind -> kind.value().equals(value))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("the kinds are static, document"));
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(ClientKind.values()).map(ClientKind::value).iterator();
    }
}

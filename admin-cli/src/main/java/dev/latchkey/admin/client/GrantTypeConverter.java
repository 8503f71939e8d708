package dev.latchkey.admin.client;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads grants by their names on the wire, and names them for completion. */
final class GrantTypeConverter implements ITypeConverter<GrantType>, Iterable<String> {

    @Override
    public GrantType convert(String value) {
        return GrantType.of(value).orElseThrow(() -> new TypeConversionException("the grants are " + names()));
    }

    /** All of them, in words. */
    static String names() {
        return Arrays.stream(GrantType.values()).map(GrantType::value).collect(Collectors.joining(", "));
    }

    /** Says that a client cannot begin: nothing gets it the first refresh token. */
    static Optional<String> hint(NewClient client) {
        return client.grantTypes().equals(Set.of(GrantType.REFRESH_TOKEN))
                ? Optional.of(
                        "note that " + client.clientId() + " gets no tokens yet: refresh_token needs another grant"
                                + " beside it, which gets the first refresh token, such as device_code")
                : Optional.empty();
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(GrantType.values()).map(GrantType::value).iterator();
    }
}

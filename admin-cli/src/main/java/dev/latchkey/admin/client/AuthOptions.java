package dev.latchkey.admin.client;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.core.client.ClientKeys;
import dev.latchkey.core.client.LogoutUri;
import dev.latchkey.core.connection.UnreadableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a client proves who it is. */
final class AuthOptions {

    /** In characters. */
    private static final int MOST_SUBJECT = 512;

    /** The ways, by their names on the command line. A server takes a secret by header and by form alike. */
    enum Way {
        BASIC("basic", AuthMethod.SECRET),
        POST("post", AuthMethod.SECRET),
        /** Of a public client. */
        NONE("none", AuthMethod.SECRET),
        PRIVATE_KEY_JWT("private-key-jwt", AuthMethod.PRIVATE_KEY_JWT),
        TLS("tls", AuthMethod.TLS_CLIENT_AUTH),
        SELF_SIGNED_TLS("self-signed-tls", AuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH),
        FEDERATED("federated", AuthMethod.FEDERATED);

        private final String label;
        private final AuthMethod method;

        Way(String label, AuthMethod method) {
            this.label = label;
            this.method = method;
        }

        /** The name of a method. */
        static String of(AuthMethod method) {
            return Arrays.stream(values())
                    .filter(way -> way.method == method)
                    .findFirst()
                    .orElseThrow()
                    .label;
        }
    }

    /** Reads ways by their names, and names them for completion. */
    static final class Converter implements ITypeConverter<Way>, Iterable<String> {

        @Override
        public Way convert(String value) {
            return Arrays.stream(Way.values())
                    .filter(way -> way.label.equals(value))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("the ways are "
                            + Arrays.stream(Way.values()).map(way -> way.label).collect(Collectors.joining(", "))));
        }

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Way.values()).map(way -> way.label).iterator();
        }
    }

    @Option(
            names = "--auth",
            paramLabel = "WAY",
            order = 7,
            converter = Converter.class,
            completionCandidates = Converter.class,
            description = {
                "How it proves who it is: ${COMPLETION-CANDIDATES}. basic and post: with a secret, in the header or the form alike. none: not at all, as --public.",
                "private-key-jwt: with a JWT that it signs (RFC 7523). tls: with a certificate of an authority that the servers know, self-signed-tls: with a certificate of one of its keys (RFC 8705).",
                "federated: with a JWT of another issuer, such as a build server, and nothing else: 'client trust add' says which."
            })
    @Nullable
    Way way;

    @Option(
            names = "--jwks-file",
            paramLabel = "FILE",
            order = 8,
            description = {
                "A JWK Set with its public keys, each for ES256, PS256 or EdDSA. It replaces the keys that the client has.",
                "While a client changes its key the file has the old and the new one. An empty FILE removes all."
            })
    @Nullable
    String jwksFile;

    @Option(
            names = "--jwks-uri",
            paramLabel = "URI",
            order = 9,
            description = "Where the client publishes such a JWK Set, instead of a file. An empty URI removes it.")
    @Nullable
    String jwksUri;

    @Option(
            names = "--tls-subject",
            paramLabel = "DN",
            order = 9,
            description = "The subject of its certificate, like 'CN=shop,O=Example'. Needs --auth tls.")
    @Nullable
    String tlsSubject;

    /** Whether there is anything to change. */
    boolean given() {
        return way != null || jwksFile != null || jwksUri != null || tlsSubject != null;
    }

    /** Whether the client is to be a public one. */
    boolean isNone() {
        return way == Way.NONE;
    }

    /** Whether the client is to prove who it is. */
    boolean isSome() {
        return way != null && way != Way.NONE;
    }

    /**
     * {@code before} with what was named; everything else stays.
     *
     * @throws Failure when that would be a client that cannot authenticate
     */
    ClientAuthentication applyTo(ClientAuthentication before, boolean confidential) {
        if (!given()) {
            return before;
        }
        if (jwksFile != null && !jwksFile.isBlank() && jwksUri != null && !jwksUri.isBlank()) {
            throw Failure.usage("The keys are in a file or at a URI: leave out --jwks-file or --jwks-uri.");
        }
        if (isNone() && confidential) {
            throw Failure.usage("A confidential client cannot become public: add another client.");
        }
        if (isSome() && !confidential) {
            throw Failure.usage("A public client does not authenticate: leave out --auth, or add another client.");
        }
        AuthMethod method = way == null ? before.method() : way.method;
        ClientAuthentication changed = new ClientAuthentication(
                method,
                jwksFile != null ? keys(jwksFile) : jwksUri == null || jwksUri.isBlank() ? before.jwks() : null,
                jwksUri != null ? uri(jwksUri) : jwksFile == null || jwksFile.isBlank() ? before.jwksUri() : null,
                method != AuthMethod.TLS_CLIENT_AUTH
                        ? subjectOfNone()
                        : tlsSubject != null ? subject(tlsSubject) : before.tlsSubject(),
                before.trusts());
        check(changed);
        return changed;
    }

    private static void check(ClientAuthentication changed) {
        boolean keys = changed.jwks() != null || changed.jwksUri() != null;
        switch (changed.method()) {
            case PRIVATE_KEY_JWT, SELF_SIGNED_TLS_CLIENT_AUTH -> {
                if (!keys) {
                    throw Failure.usage("With --auth " + Way.of(changed.method())
                            + " the servers need its public keys: --jwks-file or --jwks-uri.");
                }
            }
            case TLS_CLIENT_AUTH -> {
                if (changed.tlsSubject() == null) {
                    throw Failure.usage(
                            "With --auth tls the servers need the subject of its certificate: --tls-subject.");
                }
            }
            // Its keys, if it has any, are for request objects.
            case SECRET, FEDERATED -> {}
        }
    }

    private @Nullable String subjectOfNone() {
        if (tlsSubject != null && !tlsSubject.isBlank()) {
            throw Failure.usage("--tls-subject needs --auth tls.");
        }
        return null;
    }

    private static @Nullable String keys(String file) {
        if (file.isBlank()) {
            return null;
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] text = in.readNBytes(ClientKeys.MOST_BYTES + 1);
            return ClientKeys.parse(new String(text, StandardCharsets.UTF_8)).json();
        } catch (IOException e) {
            throw Failure.usage(UnreadableFile.sentence(Path.of(file), e));
        } catch (IllegalArgumentException e) {
            throw Failure.usage(file + ": " + e.getMessage());
        }
    }

    static @Nullable String uri(String value) {
        if (value.isBlank()) {
            return null;
        }
        try {
            // The same hosts can be asked as for logout tokens.
            return new LogoutUri(value).value();
        } catch (IllegalArgumentException e) {
            throw Failure.usage(
                    "'" + value + "' cannot be used: a JWK Set is at https://host/path with the host in lower"
                            + " case, or at http:// with localhost, 127.0.0.1 or [::1]; its URI has at most 512 characters.");
        }
    }

    static @Nullable String subject(String value) {
        if (value.isBlank()) {
            return null;
        }
        try {
            if (value.length() > MOST_SUBJECT || new LdapName(value).isEmpty()) {
                throw new InvalidNameException();
            }
            return value.strip();
        } catch (InvalidNameException e) {
            throw Failure.usage("'" + value + "' is no subject of a certificate, which is like CN=shop,O=Example.");
        }
    }

    /** What the operator has to do so that a new URI works; empty when there is nothing, or no new URI. */
    Optional<String> hint(ClientAuthentication authentication, Predicate<String> listsPrivateHost) {
        return Optional.ofNullable(jwksUri == null ? null : authentication.jwksUri())
                .map(LogoutUri::new)
                .filter(uri -> uri.isPrivate() && !listsPrivateHost.test(uri.host()))
                .map(uri -> "servers fetch keys from " + uri.host() + " only if LATCHKEY_FETCH_PRIVATE_HOSTS lists it");
    }
}
